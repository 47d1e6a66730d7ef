import { afterAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { commitOf, parkedOf, part } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { readConfig } from '../src/config.js';
import { openStore, type Store } from '../src/open-store.js';
import { describeEachLastingDatabase } from './each-database.js';

const PROGRAM = fileURLToPath(new URL('../../../dist/apps/api/src/subscriptions/main.js', import.meta.url));
const folder = new TemporaryFolder();
afterAll(() => folder.remove());

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (database: string, ...args: readonly string[]) =>
  new Promise<Ended>((resolve) => {
    const env = { DATABASE_URL: database };
    const child = execFile(process.execPath, [PROGRAM, ...args], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

describe('says what is wrong', () => {
  it.each<[string, string, string[], string]>([
    ['no command', `sqlite:${folder.file()}`, [], 'npm run subscriptions -- list'],
    ['an unknown command', `sqlite:${folder.file()}`, ['toString'], 'npm run subscriptions -- list'],
    ['a word too few', `sqlite:${folder.file()}`, ['skip', 'work'], 'npm run subscriptions -- skip <name> <event-id>'],
    ['a word too many', `sqlite:${folder.file()}`, ['list', 'work'], 'npm run subscriptions -- list'],
    ['a database that is not there', `sqlite:${folder.file()}`, ['list'], 'DATABASE_URL: there is no such database'],
    ['a database that keeps nothing', 'memory:', ['list'], 'DATABASE_URL: memory: has nothing outside of its process'],
  ])('%s', async (_what, database, args, message) => {
    const { code, stdout, stderr } = await run(database, ...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describeEachLastingDatabase((database) => {
  /** Two subscriptions, and of the first one two parked events of one stream. */
  async function filled(): Promise<{ readonly address: string; readonly ids: readonly string[] }> {
    const address = database();
    await withStore(address, async ({ events, leases, parked }) => {
      await events.append(commitOf(1, { streams: [part('task-a', 0, 3)] }));
      for (const name of ['tell', 'work']) await leases.claim(name, undefined);
      await leases.advance('tell', 1, 2);
      await leases.release('work', 1);
      const [first, second] = (await events.readAll(0, 2)).events.map((event) => parkedOf(event));
      if (!first || !second) throw new Error('nothing was stored');
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      await parked.put('tell', [{ ...first, failure: { reason: 'Error: a\nb', attempts: 8, traceparent } }, second]);
    });
    const commit = commitOf(1).commitId;
    return { address, ids: [`${commit}.1`, `${commit}.2`] };
  }

  it('shows each subscription with its lag, and what is parked with its cause', async () => {
    const { address, ids } = await filled();
    const listed = await run(address, 'list');
    const parked = await run(address, 'parked', 'tell');

    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout.split('\n').map((line) => line.split(/ +/))).toEqual([
      ['subscription', 'position', 'lag', 'parked', 'state'],
      ['tell', '2', '1', '2', 'running'],
      ['work', '0', '3', '0', 'stopped'],
      [''],
    ]);
    expect(parked.stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['position', 'event', 'type', 'stream', 'trace', 'why'],
      ['1', ids[0], 'task.noted.v1', 'task-a', '4bf92f3577b34da6a3ce929d0e0e4736', '8 attempts: Error: a b'],
      ['2', ids[1], 'task.noted.v1', 'task-a', '-', 'waits behind an earlier one'],
      [''],
    ]);
  });

  it('asks for a retry or a skip, of what can be repaired', async () => {
    const { address, ids } = await filled();
    const [first = '', second = ''] = ids;
    expect(await run(address, 'retry', 'tell', second)).toMatchObject({
      code: 1,
      stderr: `it waits behind event ${first} of its stream: retry or skip that one\n`,
    });
    expect(await run(address, 'skip', 'none', first)).toMatchObject({
      code: 2,
      stderr: 'there is no subscription "none": tell, work\n',
    });
    const asked = await run(address, 'skip', 'tell', first);

    expect(asked).toMatchObject({
      code: 0,
      stdout: `asked to skip ${first}: a running server does it within seconds\n`,
    });
    await withStore(address, async ({ parked }) => {
      expect(await parked.list('tell', { requested: true, limit: 9 })).toMatchObject([
        { eventId: first, request: { action: 'skip', by: expect.stringMatching(/ \(command line\)$/) } },
      ]);
    });
  });
});

async function withStore(address: string, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore(readConfig({ DATABASE_URL: address }).database);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
