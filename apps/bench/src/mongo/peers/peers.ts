import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER } from './packages.js';

/** What each leaves to its user. All of them leave durability to the connection string, where the bench asks for it. */
const GAPS = {
  'event-nest': {
    package: '@event-nest/mongodb',
    gaps: [
      'of two writers at the same version both are accepted',
      'an append is three writes and no transaction (the one it opens is not used; version 6 uses it, and needs a replica set)',
      'no order over streams',
      'the same commit twice is a conflict, and stored twice if both are on their way at once',
    ],
  },
  ocoda: {
    package: '@ocoda/event-sourcing',
    gaps: [
      'of a refused commit of several events the first ones may stay',
      'a gap in the versions of a stream is accepted',
      'no order over streams',
      'the same commit twice is a conflict',
    ],
  },
  emmett: {
    package: '@event-driven-io/emmett-mongodb',
    gaps: [
      'a stream is one document, and ends at 16 MB',
      'no order over streams, and no way to read them all',
      'the same commit twice is a conflict',
      'a lost race is an error of the driver',
    ],
  },
} as const;

export type PeerName = keyof typeof GAPS;

export const PEERS = Object.keys(GAPS) as readonly PeerName[];

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

export function peerGaps(): string {
  const { dependencies } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')) as Manifest;
  const lines = PEERS.map((name) => {
    const { package: id, gaps } = GAPS[name];
    return `- ${name} (${id} ${dependencies[id]}): ${gaps.join('; ')}.`;
  });
  return ['What store-mongo promises and the others do not:', '', ...lines, ''].join('\n');
}
