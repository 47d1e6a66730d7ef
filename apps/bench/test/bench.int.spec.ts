import { afterAll, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '#testing/event-sourcing';
import { describeWithMongo } from '#testing/store-mongo';
import { storedCommits } from '../src/http/checks.js';
import { Bench, ROOT } from './bench.js';

jest.setTimeout(60_000);

afterAll(() => Bench.killAll());

const FIGURE = /^-?[\d,]+(\.\d+)?$/;
const OTHER = /^(none|≥ 0\.\d+|reached|missed|)$/;

/** Exactly these rows, and a number wherever there should be one. */
function expectRows(bench: Bench, names: readonly string[]): void {
  expect(bench.rows.map(([name]) => name)).toEqual(names);
  for (const [, measured, ...cells] of bench.rows) {
    expect(measured).toMatch(FIGURE);
    expect(cells.filter((cell) => !FIGURE.test(cell) && !OTHER.test(cell))).toEqual([]);
  }
}

it('measures requests, untraced and traced, beside an echo', async () => {
  const bench = new Bench(['--quick', 'http']);

  expect([await bench.ended(), bench.progress]).toEqual([0, expect.stringContaining('http 1/1: untraced')]);
  const exported = ['exported, http/json', 'exported, http/protobuf'];
  expectRows(bench, [
    'bare echo',
    'untraced',
    'no-op spans',
    'recorded spans',
    ...exported,
    ...exported,
    ...exported.flatMap((name) => [
      `create: ${name} / untraced`,
      `get: ${name} / untraced`,
      `list: ${name} / untraced`,
    ]),
    'create: untraced / bare echo',
  ]);
});

it('measures creates beside a Collector that takes spans, is away, or hangs', async () => {
  const bench = new Bench(['--quick', 'export']);

  expect([await bench.ended(), bench.progress]).toEqual([0, expect.stringContaining('export 1/1: up')]);
  expectRows(bench, ['up', 'down', 'hung', 'creates/s: down / up', 'creates/s: hung / up']);
});

it('measures what a token costs', async () => {
  const bench = new Bench(['--quick', 'identity']);

  expect([await bench.ended(), bench.progress]).toEqual([0, expect.stringContaining('identity 1/1: no token')]);
  const algorithms = ['RS256', 'ES256'];
  const kinds = ['token', 'jose alone'];
  expectRows(bench, ['no token', ...kinds.flatMap((kind) => algorithms.map((algorithm) => `${kind}, ${algorithm}`))]);
});

it('measures the store beside its driver', async () => {
  const bench = new Bench(['--quick', 'store']);

  expect([await bench.ended(), bench.progress]).toEqual([0, expect.stringContaining('replay 1/1: readAll in pages')]);
  const writers = [1, 16, 64];
  expectRows(bench, [
    ...writers.flatMap((count) => [`raw, ${count} a transaction`, `store-sqlite, ${count} at a time`]),
    ...writers.map((count) => `append, ${count} at a time: store-sqlite / raw`),
    'raw SELECT',
    'raw SELECT, rows as arrays',
    'readAll in pages',
    'replay: readAll / raw SELECT',
    'replay: readAll / raw SELECT, rows as arrays',
  ]);
});

describeWithMongo('on MongoDB', (server) => {
  it('measures the store beside its driver and beside other stores', async () => {
    const bench = new Bench(['--quick', 'mongo'], { MONGODB_URI: server().uri });

    expect([await bench.ended(), bench.progress]).toEqual([
      0,
      expect.stringContaining('mongo replay 1/1: readAll in pages'),
    ]);
    const others = ['raw insertOne', 'raw insertMany', 'event-nest', 'ocoda', 'emmett'];
    const callers = [1, 64];
    const shapes = ['2 × 32', '8 × 64'];
    const several = ['store-mongo', 'raw insertMany'];
    expectRows(bench, [
      ...callers.flatMap((count) =>
        [...others.slice(0, 2), 'store-mongo', ...others.slice(2)].map(
          (name) => `${name}, ${count} ${name === 'raw insertMany' ? 'a call' : 'at a time'}`,
        ),
      ),
      ...callers.flatMap((count) => others.map((name) => `append, ${count} at a time: store-mongo / ${name}`)),
      ...several.flatMap((name) => ['1 × 64', ...shapes].map((shape) => `${name}, ${shape}`)),
      ...several.flatMap((name) => shapes.map((shape) => `${name}: ${shape} / 1 × 64`)),
      'raw cursor',
      'raw find, in the same pages',
      'readAll in pages',
      'replay: readAll / raw cursor',
      'replay: readAll / raw find',
    ]);
  }, 300_000);
});

describeWithMongo(
  'without MONGODB_URI',
  () => {
    it('starts a server, which ends with the bench', async () => {
      const bench = new Bench(['--quick', 'mongo'], { MONGODB_URI: '' });
      const port = await portOfItsServer(bench);
      expect(await listens(port)).toBe(true);

      bench.terminate();

      expect(await bench.ended()).toBe(143);
      await until(async () => !(await listens(port)), 'the end of the server');
    }, 120_000);

    it('starts another where that met a port that is taken', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'clew-bench-'));
      const refusesOnce = join(folder, 'refuses-once.sh');
      writeFileSync(refusesOnce, `if mkdir '${folder}/refused' 2>/dev/null; then setsid() { false; }; fi`);
      try {
        const bench = new Bench(['--quick', 'mongo'], { MONGODB_URI: '', BASH_ENV: refusesOnce });
        expect(await listens(await portOfItsServer(bench))).toBe(true);
        expect(existsSync(join(folder, 'refused'))).toBe(true);

        bench.terminate();
        expect(await bench.ended()).toBe(143);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }, 120_000);
  },
  { own: true },
);

it('measures what spans cost', async () => {
  const bench = new Bench(['--quick', 'spans']);

  expect([await bench.ended(), bench.progress]).toEqual([0, expect.stringContaining('spans 1/1: recorded')]);
  expectRows(bench, ['recorded', 'exported, http/json', 'exported, http/protobuf']);
});

it('leaves neither a process nor a folder when it is ended early', async () => {
  const others = benchFolders();
  const bench = new Bench(['--quick', 'http']);
  const ours = () => benchFolders().filter((name) => !others.includes(name));
  await until(() => ours().some(hasCommits), 'a server that has stored something');

  bench.terminate();

  expect(await bench.ended()).toBe(143);
  await until(() => !bench.isThere, 'the end of every process of the bench');
  expect(ours()).toEqual([]);
});

it('refuses a section that there is not', async () => {
  const bench = new Bench(['htpp']);

  expect(await bench.ended()).toBe(2);
  expect(bench.progress).toContain('no section htpp. Sections: http, export, identity, store, mongo, spans');
});

async function portOfItsServer(bench: Bench): Promise<number> {
  const port = () => /a server of its own: mongodb:\/\/127\.0\.0\.1:(\d+)/.exec(bench.progress)?.[1];
  await until(() => port() !== undefined || !bench.running, 'a server of its own', 90_000);
  if (port() === undefined) throw new Error(`the bench ended without a server: ${bench.progress}`);
  return Number(port());
}

function benchFolders(): string[] {
  return existsSync(`${ROOT}data`) ? readdirSync(`${ROOT}data`).filter((name) => name.startsWith('bench-')) : [];
}

function hasCommits(folder: string): boolean {
  const [path] = globSync(`${ROOT}data/${folder}/server-*/clew.db`);
  try {
    return path !== undefined && storedCommits(path) > 0;
  } catch {
    // It is there before its tables are.
    return false;
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
