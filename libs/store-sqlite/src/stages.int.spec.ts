import { afterAll, beforeEach, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { basename } from 'node:path';
import type { Observe, ReadModel, StoredCommit } from '#libs/event-sourcing';
import type { SqliteStore } from '#libs/store-sqlite';
import { commitOf, until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';

interface Note {
  readonly text: string;
}

interface Watched {
  readonly stage: string;
  /** As it was at the start. */
  readonly detail: object;
  readonly filledIn: object;
  readonly caller: string | undefined;
  readonly within: readonly string[];
}

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const caller = new AsyncLocalStorage<string>();
const around = new AsyncLocalStorage<readonly string[]>();
const watched: Watched[] = [];
const watch: Observe = (stage, detail, work) => {
  const within = around.getStore() ?? [];
  watched.push({ stage, detail: { ...detail }, filledIn: detail, caller: caller.getStore(), within });
  return around.run([...within, stage], work);
};
let path: string;
let store: SqliteStore;
let notes: ReadModel<Note>;

beforeEach(async () => {
  path = folder.file();
  store = await folder.open({ path, observe: watch });
  notes = await store.readModels.open<Note>({ name: 'notes', version: 2, indexes: [['text']] });
  await store.leases.claim(notes.lease, undefined);
  watched.length = 0;
});

const base = () => ({ system: 'sqlite', namespace: basename(path) });

it('an append serialises, writes once, then wakes, all in its caller’s context', async () => {
  const events = [1, 2].map((data) => ({ type: 'task.noted.v1', data }));
  const commit = commitOf(1, { streams: [{ streamId: 'task-1', expectedVersion: 0, events }] });
  await caller.run('request', () => store.events.append(commit));

  expect(watched.map(({ stage }) => stage)).toEqual(['serialize', 'write', 'notify']);
  expect(watched[0]?.detail).toMatchObject({ count: 2 });
  expect(watched[1]?.detail).toMatchObject({ ...base(), operation: 'insert', collection: 'commits', batchSize: 2 });
  expect(watched[1]?.filledIn).toMatchObject({ queueMs: expect.any(Number) });
  expect(watched[2]?.detail).toMatchObject({ position: 2 });
  expect(watched.map(({ caller, within }) => ({ caller, within }))).toEqual(
    Array.from({ length: 3 }, () => ({ caller: 'request', within: [] })),
  );
});

it('a restore is one write, then wakes', async () => {
  const other = await folder.open();
  const commits: StoredCommit[] = [];
  for (const n of [1, 2]) commits.push((await other.events.append(commitOf(n))).commit);
  await caller.run('request', () => store.events.restore(commits));

  expect(watched.map(({ stage, detail, caller }) => ({ stage, ...detail, caller }))).toEqual([
    { stage: 'serialize', count: 2, caller: 'request' },
    { stage: 'write', ...base(), operation: 'insert', collection: 'commits', batchSize: 2, caller: 'request' },
    { stage: 'notify', position: 2, caller: 'request' },
  ]);
});

it('64 appends at once are one write in the context of each caller', async () => {
  const appends = Array.from({ length: 64 }, (_, n) =>
    caller.run(`request ${n}`, () => store.events.append(commitOf(n + 1))),
  );
  await Promise.all(appends);

  for (const stage of ['serialize', 'write', 'notify']) {
    const callers = watched.filter((entry) => entry.stage === stage).map((entry) => entry.caller);
    expect(callers.sort()).toEqual(appends.map((_, n) => `request ${n}`).sort());
  }
  expect(watched).toHaveLength(3 * 64);
});

it('a conflict is an answer of the write, not its failure, and wakes nobody', async () => {
  await store.events.append(commitOf(1));
  watched.length = 0;
  const failures: unknown[] = [];
  const stale = { ...commitOf(1), commitId: 'another' };
  const refused = await store.events.append(stale).catch((error: unknown) => failures.push(error));

  expect(refused).toBe(1);
  expect(watched.map(({ stage }) => stage)).toEqual(['serialize', 'write']);
});

it('each read names its collection and the fields it filters by, never their values', async () => {
  await store.events.head();
  await store.events.readAll(0, 1);
  await store.events.readStream('task-secret');
  await store.events.readCommit('secret');
  await store.leases.read('secret');
  await notes.get('secret');
  await notes.find({ where: { text: 'secret' }, sort: { field: 'text', direction: 'asc' }, limit: 1 });
  await notes.count({ text: 'secret' });

  expect(watched.map(({ stage, detail }) => ({ stage, ...detail }))).toEqual(
    [
      { operation: 'find', collection: 'events', keys: [] },
      { operation: 'find', collection: 'events', keys: ['position'] },
      { operation: 'find', collection: 'events', keys: ['stream_id', 'version'] },
      { operation: 'find', collection: 'commits', keys: ['commit_id'] },
      { operation: 'find', collection: 'leases', keys: ['name'] },
      { operation: 'find', collection: 'notes', keys: ['id'] },
      { operation: 'find', collection: 'notes', keys: ['text'] },
      { operation: 'count', collection: 'notes', keys: ['text'] },
    ].map((call) => ({ stage: 'read', ...base(), ...call })),
  );
});

it('documents and leases are writes of their own', async () => {
  const puts = [{ id: '1', position: 1, document: { text: 'a' } }];
  await notes.apply({ puts, removes: [{ id: '2', position: 2 }], checkpoint: 2, epoch: 1 });
  await store.leases.beat(notes.lease, 1);

  expect(watched.map(({ stage, detail }) => ({ stage, ...detail }))).toEqual([
    { stage: 'write', ...base(), operation: 'update', collection: 'notes', batchSize: 2 },
    { stage: 'write', ...base(), operation: 'update', collection: 'leases', batchSize: 1 },
  ]);
});

it('the worker and the look for other processes are background', async () => {
  const woken: number[] = [];
  const stop = caller.run('request', () => store.events.onAppended((position) => woken.push(position)));
  const other = await folder.open({ path });
  await other.events.append(commitOf(1));
  await until(() => woken.length > 0, 'the hint');
  stop();

  expect(watched.map(({ stage }) => stage)).toEqual(['background']);
});

it('a key record is one write, and one read, without its key', async () => {
  await store.keys.remember('secret', { fingerprint: 'secret', outcome: 'secret' }, 60_000);
  await store.keys.recall('secret');

  expect(watched.map(({ stage, detail }) => ({ stage, ...detail }))).toEqual([
    { stage: 'write', ...base(), operation: 'insert', collection: 'key_records', batchSize: 1 },
    { stage: 'read', ...base(), operation: 'find', collection: 'key_records', keys: ['key'] },
  ]);
});
