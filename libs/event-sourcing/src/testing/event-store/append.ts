import { expect, it } from '@jest/globals';
import { commitOf, idOf, part } from '../commits.js';
import { readLog } from '../read-log.js';
import type { StoreUnderTest } from './store-under-test.js';

export function appendCases(store: StoreUnderTest): void {
  it('stores one event and answers with it, its place and its time', async () => {
    const metadata = { correlationid: idOf(1) };
    const recordedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown as string;

    const answer = await store.events.append({
      commitId: idOf(1),
      streams: [{ streamId: 'task-a', expectedVersion: 0, events: [{ type: 'task.created.v1', data: { n: 1 } }] }],
      metadata,
    });

    const place = { streamId: 'task-a', version: 1, position: 1, recordedAt, metadata };
    const events = [{ id: `${idOf(1)}.1`, type: 'task.created.v1', data: { n: 1 }, ...place }];
    expect(answer).toStrictEqual({
      duplicate: false,
      commit: { commitId: idOf(1), firstPosition: 1, recordedAt, metadata, events },
    });
  });

  it('counts ids over all streams of the commit in the given order, versions in each stream, positions in the log', async () => {
    await store.events.append(commitOf(1, { streams: [part('task-b', 0, 2)] }));

    const streams = [part('task-c', 0, 1), part('task-b', 2, 2), part('task-a', 0, 1)];
    const { commit } = await store.events.append(commitOf(2, { streams }));

    expect(commit.firstPosition).toBe(3);
    expect(commit.events.map(({ id, streamId, version, position }) => [id, streamId, version, position])).toEqual([
      [`${idOf(2)}.1`, 'task-c', 1, 3],
      [`${idOf(2)}.2`, 'task-b', 3, 4],
      [`${idOf(2)}.3`, 'task-b', 4, 5],
      [`${idOf(2)}.4`, 'task-a', 1, 6],
    ]);
    expect(commit.events.map(({ data }) => data)).toEqual(
      streams.flatMap(({ events }) => events.map(({ data }) => data)),
    );
  });

  it('keeps metadata and request', async () => {
    const metadata = {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'vendor=1',
      correlationid: 'the first cause',
      causationid: `${idOf(7)}.1`,
      actor: 'zoë',
    };
    const request = { fingerprint: 'f00d', status: 201 };

    const { commit } = await store.events.append(commitOf(1, { metadata, request, streams: [part('task-a', 0, 2)] }));

    expect(commit).toMatchObject({ metadata, request });
    expect(commit.events.map((event) => event.metadata)).toStrictEqual([metadata, metadata]);
    expect(await store.events.readCommit(commit.commitId)).toStrictEqual(commit);
  });

  it('answers with what every later read gives', async () => {
    const first = await store.events.append(commitOf(1, { streams: [part('task-a', 0, 2), part('task-b', 0, 1)] }));
    const second = await store.events.append(commitOf(2, { streams: [part('task-a', 2, 1)] }));

    const answered = [...first.commit.events, ...second.commit.events];
    expect(await readLog(store.events)).toStrictEqual(answered);
    expect(await store.events.readCommit(idOf(1))).toStrictEqual(first.commit);
    expect(await store.events.readCommit(idOf(2))).toStrictEqual(second.commit);
    expect(await store.events.readStream('task-a')).toStrictEqual({
      events: answered.filter(({ streamId }) => streamId === 'task-a'),
      version: 3,
    });
  });
}
