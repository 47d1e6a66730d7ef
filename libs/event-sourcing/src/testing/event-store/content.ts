import { expect, it } from '@jest/globals';
import type { Json } from '#libs/event-sourcing';
import { commitOf } from '../commits.js';
import { readLog } from '../read-log.js';
import type { StoreUnderTest } from './store-under-test.js';

function deep(levels: number): Json {
  let data: Json = 'the bottom';
  for (let level = 0; level < levels; level++) data = level % 2 ? [data] : { in: data };
  return data;
}

const UNUSUAL: [string, Json][] = [
  ['nothing', null],
  ['a bare value', false],
  ['a bare text, empty', ''],
  ['an empty list', []],
  ['an empty object', {}],
  [
    'keys that mean something to JavaScript',
    JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"toString":2}'),
  ],
  ['keys in an order of their own', { z: 1, a: 2, '': 3, 'ä"\\': 4 }],
  ['the largest and smallest numbers', [1e308, 5e-324, -(2 ** 53), 2 ** 53 - 1, 0.1, 1e21]],
  ['every kind of character', 'ä € \u{1f9f6} \u0000 \u001f \u007f \u2028 \ufeff \uffff "\\/'],
  ['halves of a surrogate pair', { '\udc00': 'a\ud800', text: '\udfff\ud800' }],
  ['many levels', deep(2_000)],
];

export function contentCases(store: StoreUnderTest): void {
  it.each(UNUSUAL)('is exactly what was sent: %s', async (_kind, data) => {
    const { commit } = await store.events.append(commitOf(1, { data }));

    const read = [...commit.events, ...(await readLog(store.events))];
    expect(read.map((event) => JSON.stringify(event.data))).toEqual([JSON.stringify(data), JSON.stringify(data)]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('is as it was sent, whatever the sender does to it from then on', async () => {
    const data = { title: 'as sent', tags: ['a'] };
    const metadata = { correlationid: 'as sent' };
    const request = { fingerprint: 'as sent', status: 201 };
    const events = [{ type: 'task.noted.v1', data }];
    const appending = store.events.append(
      commitOf(1, { streams: [{ streamId: 'task-a', expectedVersion: 0, events }], metadata, request }),
    );
    data.title = 'changed';
    data.tags.push('b');
    metadata.correlationid = 'changed';
    request.status = 500;
    events.length = 0;
    const { commit } = await appending;

    for (const stored of [commit, await store.events.readCommit(commit.commitId)]) {
      expect(stored).toMatchObject({ metadata: { correlationid: 'as sent' }, request: { status: 201 } });
      expect(stored?.events.map((event) => event.data)).toEqual([{ title: 'as sent', tags: ['a'] }]);
    }
    expect((await store.events.readAll(0, 10)).events).toEqual(commit.events);
  });
}
