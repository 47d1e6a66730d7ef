import { afterAll, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readLog } from '#testing/event-sourcing';
import { describeEachWay } from './each-database.js';
import { fill, storeOf, withEvents } from './events-log.js';
import { EVENTS, EventsProcess, killEventsProcesses } from './events-process.js';

jest.setTimeout(120_000);

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'clew-events-'));
afterAll(() => {
  killEventsProcesses();
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
const newFile = () => join(folder, `log-${++files}.ndjson`);

/** @returns the exported bytes */
async function exported(database: string): Promise<Buffer> {
  const file = newFile();
  const { code, stderr } = await EventsProcess.run(database, ['export', file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^exported [\d,]+ events/) });
  return readFileSync(file);
}

const linesOf = (bytes: Buffer) => bytes.toString().trimEnd().split('\n');

/** A commit of three events stands over this place. */
function insideCommit(bytes: Buffer): Buffer {
  const lines = linesOf(bytes);
  const cut = lines.findIndex((line, index) => index > lines.length / 2 && line.includes('.2","type"'));
  return Buffer.from(`${lines.slice(0, cut).join('\n')}\n`);
}

describeEachWay((from, to) => {
  it('a log is copied byte for byte, with every event, version, time and request', async () => {
    const [source, target, file] = [from(), to(), newFile()];
    const head = await fill(source, 100);

    const written = await EventsProcess.run(source, ['export', file]);
    const stored = await EventsProcess.run(target, ['import', file]);

    const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
    const summary = `${head} events in 100 commits, sha256 ${hash}\n`;
    expect(written).toEqual({ code: 0, stdout: Buffer.of(), stderr: `exported ${summary}` });
    expect(stored).toEqual({ code: 0, stdout: Buffer.of(), stderr: `imported ${summary}` });
    expect(await exported(target)).toEqual(readFileSync(file));
    const [one, two] = [source, target].map((database) => withEvents(database, readLog));
    expect(await two).toEqual(await one);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('a log goes through a pipe as well', async () => {
    const [source, target] = [from(), to()];
    const head = await fill(source, 100);

    const program = `${process.execPath} ${EVENTS}`;
    const script = `DATABASE_URL=$FROM ${program} export | DATABASE_URL=$TO ${program} import -`;
    const { stdout, stderr } = await run('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
      env: { PATH: process.env.PATH, FROM: source, TO: target },
    });

    expect(stdout).toBe('');
    expect(stderr).toMatch(new RegExp(`^exported ${head} events .*\nimported ${head} events .*\n$`));
    expect(await exported(target)).toEqual(await exported(source));
  });

  it('a log may be imported again, and what was appended to the source since', async () => {
    const [source, target] = [from(), to()];
    await fill(source, 30);
    const first = await exported(source);
    await EventsProcess.run(target, ['import'], { input: first });

    const again = await EventsProcess.run(target, ['import'], { input: first });
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining(' in 30 commits') });
    await fill(source, 20, { from: 31 });
    const second = await exported(source);
    const more = await EventsProcess.run(target, ['import'], { input: second });

    expect(more).toMatchObject({ code: 0, stderr: expect.stringContaining(' in 50 commits') });
    expect(await exported(target)).toEqual(second);
  });

  it('an empty log is an empty file', async () => {
    const [source, target] = [from(), to()];
    await fill(source, 0);

    const bytes = await exported(source);
    const { code, stderr } = await EventsProcess.run(target, ['import'], { input: bytes });

    expect(bytes).toHaveLength(0);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('imported 0 events in 0 commits') });
  });

  it.each(['SIGKILL', 'SIGINT'] as const)('an import that %s ends in the middle goes on', async (signal) => {
    const [source, target] = [from(), to()];
    await fill(source, 300, { size: 10 });
    const bytes = await exported(source);
    const store = await storeOf(target);
    try {
      const stopped = new EventsProcess(target, ['import']);
      stopped.send(insideCommit(bytes));
      await stopped.reaches(async () => (await store.events.head()) > 0, 'a first batch is stored');
      stopped.signal(signal);
      const { code, stderr } = await stopped.ended();

      const log = await readLog(store.events);
      if (signal === 'SIGKILL') expect(code).toBe('SIGKILL');
      else {
        expect(code).toBe(130);
        expect(stderr).toBe(
          `interrupted. Everything up to position ${log.length} is stored: run the import again, and it goes on there\n`,
        );
      }
      const next = JSON.parse(linesOf(bytes)[log.length] ?? '{}') as { id?: string };
      expect(next.id).toMatch(/\.1$/);
      const { code: done } = await EventsProcess.run(target, ['import'], { input: bytes });
      expect(done).toBe(0);
      expect(await exported(target)).toEqual(bytes);
    } finally {
      await store.close();
    }
  });

  it('a truncated input is stored up to its last whole commit, and goes on with the whole one', async () => {
    const [source, target] = [from(), to()];
    await fill(source, 100);
    const bytes = await exported(source);
    const part = insideCommit(bytes);

    const cut = await EventsProcess.run(target, ['import'], { input: part });
    const head = await withEvents(target, (events) => events.head());
    expect(cut).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^the input ends with 1 of the [234] events of a commit, which begins in line \d+\. /,
      ),
    });
    expect(cut.stderr).toContain(
      `Everything up to position ${head} is stored: run the import again with the whole of it, and it goes on there\n`,
    );
    expect(head).toBe(linesOf(part).length - 1);
    const inLine = await EventsProcess.run(target, ['import'], { input: bytes.subarray(0, part.length + 40) });
    expect(inLine).toMatchObject({ code: 1, stderr: expect.stringContaining('ends in the middle of line ') });

    expect(await EventsProcess.run(target, ['import'], { input: bytes })).toMatchObject({ code: 0 });
    expect(await exported(target)).toEqual(bytes);
  });
});
