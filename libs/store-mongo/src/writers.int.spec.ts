import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { describeWithMongo } from '#testing/store-mongo';
import { killChildren } from '#testing/store-sqlite';
import { Competition } from './testing/competition.js';
import { type Evidence, objections } from './testing/log-oracle.js';

const SIZES = { counts: [1, 2, 4, 8], commits: 160 };

/** How often each kind of answer came: a run that never meets a conflict shows nothing about conflicts. */
function tally({ told }: Evidence): ReadonlyMap<string, number> {
  const kinds = told.map(({ answer }) =>
    'refused' in answer ? answer.refused : answer.duplicate ? 'duplicate' : 'stored',
  );
  return new Map([...Map.groupBy(kinds, (kind) => kind)].map(([kind, each]) => [kind, each.length]));
}

afterAll(killChildren);

describe.each([
  ['one write at a time', { serialize: true }],
  ['writes that meet in the database', { serialize: false, own: true }],
])('on a server with %s', (_how, options) => {
  describeWithMongo(
    'processes that compete',
    (server) => {
      const seed = `${randomInt(2 ** 32)}`;
      let competition: Competition;
      beforeAll(() => {
        competition = new Competition({ ...SIZES, seed, freshDatabase: () => server().freshDatabase() });
      });

      it.each(SIZES.counts)(
        '%i make one log, as each was told',
        async (rivals) => {
          const evidence = await competition.of(rivals);
          const counts = tally(evidence);

          expect({ seed, wrong: objections(evidence) }).toEqual({ seed, wrong: [] });
          for (const kind of ['stored', 'duplicate', 'version_conflict', 'invalid_commit']) {
            expect([kind, counts.get(kind) ?? 0]).not.toEqual([kind, 0]);
          }
        },
        60_000,
      );
    },
    options,
  );
});
