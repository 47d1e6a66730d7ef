import { afterAll, expect, it, jest } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from '#testing/event-sourcing';

jest.setTimeout(60_000);

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const running = new Set<ChildProcess>();

/** The built bench in a process group of its own. */
class Bench {
  output = '';
  progress = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(...args: string[]) {
    this.#child = spawn(process.execPath, [`${ROOT}dist/apps/bench/src/main.js`, ...args], { detached: true });
    running.add(this.#child);
    this.#child.stdout?.on('data', (text) => {
      this.output += text;
    });
    this.#child.stderr?.on('data', (text) => {
      this.progress += text;
    });
    this.#closed = once(this.#child, 'close');
  }

  get group(): number {
    return this.#child.pid ?? 0;
  }

  async ended(): Promise<number | null> {
    await this.#closed;
    running.delete(this.#child);
    return this.#child.exitCode;
  }

  terminate(): void {
    this.#child.kill('SIGTERM');
  }

  /** Of all tables, without their heads. */
  get rows(): readonly (readonly string[])[] {
    const lines = this.output.split('\n');
    const rows = lines.filter((line, index) => line.startsWith('| ') && !lines[index + 1]?.startsWith('|-'));
    return rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  }
}

afterAll(() => {
  for (const { pid = 0 } of running) process.kill(-pid, 'SIGKILL');
});

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
  const bench = new Bench('--quick', 'http');

  expect([await bench.ended(), bench.progress]).toEqual([0, expect.stringContaining('http 1/1: untraced')]);
  const exported = ['exported, http/json', 'exported, http/protobuf'];
  expectRows(bench, [
    'bare echo',
    'untraced',
    'no-op spans',
    'recorded spans',
    ...exported,
    ...exported,
    ...exported.flatMap((name) => [`create: ${name} / untraced`, `get: ${name} / untraced`]),
    'create: untraced / bare echo',
  ]);
});

it('measures the store beside its driver', async () => {
  const bench = new Bench('--quick', 'store');

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

it('measures what spans cost', async () => {
  const bench = new Bench('--quick', 'spans');

  expect([await bench.ended(), bench.progress]).toEqual([0, expect.stringContaining('spans 1/1: recorded')]);
  expectRows(bench, ['recorded', 'exported, http/json', 'exported, http/protobuf']);
});

it('leaves neither a process nor a folder when it is ended early', async () => {
  const others = benchFolders();
  const bench = new Bench('--quick', 'http');
  await until(() => bench.progress.includes('http 1/1: untraced'), 'the first server with a store');
  const folder = benchFolders().find((name) => !others.includes(name));
  expect(folder).toBeDefined();

  bench.terminate();

  expect(await bench.ended()).toBe(143);
  await until(() => !isThere(-bench.group), 'the end of every process of the bench');
  expect(benchFolders()).not.toContain(folder);
});

it('refuses a section that there is not', async () => {
  const bench = new Bench('htpp');

  expect(await bench.ended()).toBe(2);
  expect(bench.progress).toContain('no section htpp. Sections: http, store, spans');
});

function benchFolders(): string[] {
  return existsSync(`${ROOT}data`) ? readdirSync(`${ROOT}data`).filter((name) => name.startsWith('bench-')) : [];
}

function isThere(group: number): boolean {
  try {
    return process.kill(group, 0);
  } catch {
    return false;
  }
}
