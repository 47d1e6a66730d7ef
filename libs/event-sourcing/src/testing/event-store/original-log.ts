import type { Json, StoredCommit } from '#libs/event-sourcing';
import { commitOf, idOf, part } from '../commits.js';
import { LogModel } from './log-model.js';

/** Several commits a stream, several streams a commit, everything that a commit may have, 25 events in all. */
export function originalLog(): readonly StoredCommit[] {
  const metadata = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    tracestate: 'vendor=1',
    correlationid: 'the first cause',
    causationid: `${idOf(7)}.1`,
    actor: 'zoë',
  };
  const data = JSON.parse('{"__proto__":{"z":1,"a":[0.1,5e-324]},"text":"€ \\u0000 \\ud800"}') as Json;
  let log = new LogModel(0);
  for (let n = 1; n <= 6; n++) {
    const version = log.streamOf('task-a').length;
    const streams = [part('task-b', n - 1), part('task-a', version, n % 3), part(`task-own-${n}`, 0, 2)];
    const given = { streams: streams.filter(({ events }) => events.length > 0) };
    const request = { fingerprint: `f00d ${n}`, status: 200 + n };
    const changes = n % 2 ? { ...given, metadata, request } : given;
    log = log.with(commitOf(n, changes), `2020-01-0${n}T00:00:00.${n}00Z`);
  }
  return log.with(commitOf(7, { data }), '2020-01-06T00:00:00.600Z').commits;
}
