import { beforeEach, expect, it } from '@jest/globals';
import type { Observe, ReadModel, StoredCommit } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { commitOf, part } from '#testing/event-sourcing';

interface Note {
  readonly text: string;
}

const watched: object[] = [];
const watch: Observe = (stage, detail, work) => {
  watched.push({ stage, ...detail });
  return work();
};
let store: MemoryStore;
let notes: ReadModel<Note>;

beforeEach(async () => {
  store = await MemoryStore.open({ observe: watch });
  notes = await store.readModels.open<Note>({ name: 'notes', version: 2, indexes: [['text']] });
  await store.leases.claim(notes.lease, undefined);
  watched.length = 0;
});

const memory = { system: 'memory', namespace: 'memory' };

it('an append serialises, writes, then wakes', async () => {
  await store.events.append(commitOf(1, { streams: [part('task-a', 0, 2)] }));

  expect(watched).toEqual([
    { stage: 'serialize', count: 2 },
    { stage: 'write', ...memory, operation: 'insert', collection: 'commits', batchSize: 2 },
    { stage: 'notify', position: 2 },
  ]);
});

it('a restore serialises, writes all at once, then wakes', async () => {
  const commits: StoredCommit[] = [];
  for (const n of [1, 2]) commits.push((await store.events.append(commitOf(n))).commit);
  const other = await MemoryStore.open({ observe: watch });
  watched.length = 0;
  await other.events.restore(commits);

  expect(watched).toEqual([
    { stage: 'serialize', count: 2 },
    { stage: 'write', ...memory, operation: 'insert', collection: 'commits', batchSize: 2 },
    { stage: 'notify', position: 2 },
  ]);
});

it('neither a duplicate nor a conflict wakes anybody, and a conflict is no failure of the write', async () => {
  const failures: unknown[] = [];
  const observe: Observe = (stage, detail, work) => {
    watched.push({ stage, ...detail });
    try {
      return work();
    } catch (error) {
      failures.push(error);
      throw error;
    }
  };
  const { events } = await MemoryStore.open({ observe });
  await events.append(commitOf(1));
  watched.length = 0;

  await events.append(commitOf(1));
  await expect(events.append({ ...commitOf(1), commitId: 'another' })).rejects.toMatchObject({ actualVersion: 1 });

  expect(watched).toMatchObject(['serialize', 'write', 'serialize', 'write'].map((stage) => ({ stage })));
  expect(failures).toEqual([]);
});

it('each read names its collection and the fields it filters by, never their values', async () => {
  await store.events.head();
  await store.events.readAll(0, 1);
  await store.events.readStream('task-secret');
  await store.events.readCommit('secret');
  await store.leases.read('secret');
  await store.keys.recall('secret');
  await notes.get('secret');
  await notes.folded(['secret']);
  await notes.find({ where: { text: 'secret' }, sort: { field: 'text', direction: 'asc' }, limit: 1 });
  await notes.count({ text: 'secret' });

  expect(watched).toEqual(
    [
      { operation: 'find', collection: 'events', keys: [] },
      { operation: 'find', collection: 'events', keys: ['position'] },
      { operation: 'find', collection: 'events', keys: ['streamId', 'version'] },
      { operation: 'find', collection: 'commits', keys: ['commitId'] },
      { operation: 'find', collection: 'leases', keys: ['name'] },
      { operation: 'find', collection: 'key_records', keys: ['key'] },
      { operation: 'find', collection: 'notes', keys: ['id'] },
      { operation: 'find', collection: 'notes', keys: ['id'] },
      { operation: 'find', collection: 'notes', keys: ['text'] },
      { operation: 'count', collection: 'notes', keys: ['text'] },
    ].map((call) => ({ stage: 'read', ...memory, ...call })),
  );
});

it('documents, leases and key records are writes of their own', async () => {
  const puts = [{ id: '1', position: 1, document: { text: 'a' } }];
  await notes.apply({ puts, removes: [{ id: '2', position: 2 }], checkpoint: 2, epoch: 1 });
  await store.leases.beat(notes.lease, 1);
  await store.keys.remember('secret', { fingerprint: 'secret', outcome: 'secret' }, 1_000);

  expect(watched).toEqual([
    { stage: 'write', ...memory, operation: 'update', collection: 'notes', batchSize: 2 },
    { stage: 'write', ...memory, operation: 'update', collection: 'leases', batchSize: 1 },
    { stage: 'write', ...memory, operation: 'insert', collection: 'key_records', batchSize: 1 },
  ]);
});
