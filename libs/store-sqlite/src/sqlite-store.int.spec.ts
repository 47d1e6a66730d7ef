import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '#libs/event-sourcing';
import { commitOf, idOf, readLog } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { SCHEMA } from './schema.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

describe('a file', () => {
  it('is made with its folder, and holds what was stored when it is opened again', async () => {
    const path = join(folder.path, 'not', 'yet', 'there.db');
    const first = await folder.open({ path });
    const { commit } = await first.events.append(commitOf(1));
    await first.close();

    const again = await folder.open({ path });

    expect(await again.events.readCommit(commit.commitId)).toEqual(commit);
    expect(await again.events.head()).toBe(1);
  });

  it('is whole, with nothing beside it, once it is closed', async () => {
    const path = folder.file();
    const store = await folder.open({ path });
    const appended = store.events.append(commitOf(1));
    await store.close();

    expect((await appended).commit.firstPosition).toBe(1);
    expect([existsSync(`${path}-wal`), existsSync(`${path}-shm`)]).toEqual([false, false]);
    const db = new DatabaseSync(path);
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    db.close();
  });

  it('takes nothing any more once it is closed, and may be closed twice', async () => {
    const { events, leases, close } = await opened();
    await close();
    await close();

    await expect(events.append(commitOf(1))).rejects.toThrow(StoreUnavailable);
    await expect(events.readAll(0, 1)).rejects.toThrow(StoreUnavailable);
    await expect(leases.claim('work', undefined)).rejects.toThrow(StoreUnavailable);
  });
});

async function opened() {
  const path = folder.file();
  const store = await folder.open({ path });
  return { path, events: store.events, leases: store.leases, close: () => store.close() };
}

describe('writing', () => {
  it('is durable: the writing connection reads back WAL and synchronous=FULL', async () => {
    const workerData = { path: folder.file(), schema: SCHEMA, busyMs: 1_000 };
    const worker = new Worker(new URL('./writer.ts', import.meta.url), { workerData, execArgv: [] });
    const opened = await new Promise((resolve) => worker.once('message', resolve));
    await worker.terminate();

    expect(opened).toEqual({ opened: { journalMode: 'wal', synchronous: 2 } });
  });

  it('puts what waits into few transactions, and a lone append into one of its own', async () => {
    const { path, events } = await opened();
    const before = transactionsIn(path);
    await events.append(commitOf(1));
    await events.append(commitOf(2));
    const alone = transactionsIn(path) - before;

    await Promise.all(Array.from({ length: 64 }, (_, n) => events.append(commitOf(n + 3))));
    const together = transactionsIn(path) - before - alone;

    expect(alone).toBe(2);
    expect(together).toBeLessThanOrEqual(4);
  });

  it('lets neither a conflict nor a duplicate touch its neighbours in the same transaction', async () => {
    const { events } = await opened();
    const stale = { ...commitOf(1), commitId: idOf(900) };

    const [first, conflict, duplicate, second] = await Promise.allSettled(
      [commitOf(1), stale, commitOf(1), commitOf(2)].map((commit) => events.append(commit)),
    );

    expect(first).toMatchObject({ value: { duplicate: false, commit: { firstPosition: 1 } } });
    expect(conflict).toMatchObject({ reason: { code: 'version_conflict', expectedVersion: 0, actualVersion: 1 } });
    expect(duplicate).toMatchObject({ value: { duplicate: true, commit: { firstPosition: 1 } } });
    expect(second).toMatchObject({ value: { duplicate: false, commit: { firstPosition: 2 } } });
  });

  it('never lets the time run backwards, whatever the clock says', async () => {
    const { path, events, close } = await opened();
    await events.append(commitOf(1));
    await close();
    const db = new DatabaseSync(path);
    db.exec("UPDATE commits SET recorded_at = '2099-01-01T00:00:00.000Z'");
    db.close();

    const { events: again } = await folder.open({ path });

    expect((await again.append(commitOf(2))).commit.recordedAt).toBe('2099-01-01T00:00:00.000Z');
  });

  it('answers LogContended when another process keeps the file to itself, and that was not stored', async () => {
    const { path, events } = await opened();
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');

    const refused = await Promise.allSettled([events.append(commitOf(1)), events.append(commitOf(2))]);
    other.exec('ROLLBACK');
    other.close();

    expect(refused.map((result) => result.status === 'rejected' && result.reason.code)).toEqual([
      'log_contended',
      'log_contended',
    ]);
    expect(await events.head()).toBe(0);
    expect((await events.append(commitOf(1))).duplicate).toBe(false);
  }, 20_000);
});

describe('a writer that dies', () => {
  it('leaves an unknown outcome, which the same commit sent again makes clear', async () => {
    const { events } = await opened();
    const posting = jest.spyOn(Worker.prototype, 'postMessage');
    await events.append(commitOf(1));
    const writer = posting.mock.contexts[0] as Worker;
    posting.mockRestore();

    const pending = Array.from({ length: 40 }, (_, n) => events.append(commitOf(n + 2)));
    const settled = Promise.allSettled(pending);
    await writer.terminate();
    const results = await settled;
    const again = await Promise.all(Array.from({ length: 41 }, (_, n) => events.append(commitOf(n + 1))));

    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(reasons.length).toBeGreaterThan(0);
    for (const reason of reasons) expect(reason).toBeInstanceOf(StoreUnavailable);
    expect(again.map(({ commit }) => commit.firstPosition).sort((a, b) => a - b)).toEqual(again.map((_, n) => n + 1));
    expect(await readLog(events)).toHaveLength(41);
  });
});

/** Commit marks in the write-ahead log: frames whose header holds the size of the database after them. */
function transactionsIn(path: string): number {
  const wal = readFileSync(`${path}-wal`);
  let marks = 0;
  for (let frame = 32; frame < wal.length; frame += 24 + 4096) {
    if (wal.readUInt32BE(frame + 4) > 0 && wal.readUInt32BE(frame + 8) === wal.readUInt32BE(16)) marks++;
  }
  return marks;
}
