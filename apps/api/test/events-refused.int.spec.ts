import { afterAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describeEachLastingDatabase } from './each-database.js';
import { fill, withEvents } from './events-log.js';
import { EVENTS, EventsProcess, killEventsProcesses } from './events-process.js';

jest.setTimeout(120_000);

const run = promisify(execFile);

afterAll(() => killEventsProcesses());

const parsed = (line: string) => JSON.parse(line) as Record<string, unknown>;
const textOf = (lines: readonly string[]) => `${lines.join('\n')}\n`;

describeEachLastingDatabase((database) => {
  /** Of a log of nine commits; the third one is in lines 3–6, of two streams. */
  let lines: string[];
  let target: string;
  beforeEach(async () => {
    const source = database();
    await fill(source, 9);
    lines = (await EventsProcess.run(source, ['export'])).stdout.toString().trimEnd().split('\n');
    target = database();
  });

  const headOf = () => withEvents(target, (events) => events.head());

  async function expectRefused(input: string | Buffer, stderr: string, head: number): Promise<void> {
    const result = await EventsProcess.run(target, ['import'], { input });

    expect(result).toEqual({ code: 1, stdout: Buffer.of(), stderr: `${stderr}\n` });
    expect(await headOf()).toBe(head);
  }

  /** What stands before the refused line is kept, and the corrected input goes on there. */
  async function expectRefusedAt(input: string | Buffer, wrong: string, head: number): Promise<void> {
    const way = `Everything up to position ${head} is stored: correct it, run the import again, and it goes on there`;
    await expectRefused(input, `${wrong}. ${way}`, head);
    expect(await EventsProcess.run(target, ['import'], { input: textOf(lines) })).toMatchObject({ code: 0 });
  }

  function withLine(number: number, changes: object): string {
    return textOf(lines.with(number - 1, JSON.stringify({ ...parsed(lines[number - 1] ?? ''), ...changes })));
  }

  describe('an import stops at a broken line, which it names without its content', () => {
    it('that is no JSON', () => {
      return expectRefusedAt(textOf(lines.with(4, '{"secret')), 'line 5: it is no JSON', 2);
    });

    it('that is not UTF-8', () => {
      const bytes = Buffer.from(textOf(lines));
      bytes[bytes.length - 4] = 0xff;
      return expectRefusedAt(bytes, `line ${lines.length}: it is not UTF-8`, lines.length - 2);
    });

    it('with a wrong field', () => {
      return expectRefusedAt(withLine(5, { version: 'secret' }), 'line 5: version must be a whole number from 1', 2);
    });

    it('after a hole', () => {
      return expectRefusedAt(textOf(lines.toSpliced(1, 1)), 'line 2: position must be 2', 1);
    });

    it('with the version of another event of its stream', () => {
      const line = lines.findIndex((each) => each.includes('task-more-6')) + 1;
      const first = lines.findIndex((each) => each.includes(String(parsed(lines[line - 1] ?? '').commitid))) + 1;
      const message = `line ${first}: the versions of a stream's events do not follow its last one`;
      return expectRefusedAt(withLine(line, { version: 7 }), message, first - 1);
    });

    it('with a commit id that was stored before', async () => {
      const { commitid } = parsed(lines[0] ?? '');
      const wrong = withLine(2, { commitid, id: `${String(commitid)}.1` });
      await expectRefusedAt(wrong, 'line 2: a commit with the same id stands before it', 1);
    });

    it('with a commit that is older than the one before it', () => {
      const wrong = withLine(2, { time: '2001-01-01T00:00:00.000Z' });
      return expectRefusedAt(wrong, 'line 2: a commit is older than the one before it', 1);
    });
  });

  describe('an import writes nothing to a database', () => {
    const way = 'Nothing was written: import into an empty database';

    it('with another log', async () => {
      const head = await fill(target, 3, { from: 100 });
      await expectRefused(
        textOf(lines),
        `the database holds another log: it differs from the input at position 1, line 1. ${way}`,
        head,
      );
    });

    it('with a log that differs in nothing but one value', async () => {
      await EventsProcess.run(target, ['import'], { input: withLine(2, { actor: 'secret' }) });
      await expectRefused(
        textOf(['', ...lines]),
        `the database holds another log: it differs from the input at position 2, line 3. ${way}`,
        lines.length,
      );
    });

    it('with a log that goes on after the end of the input', async () => {
      await EventsProcess.run(target, ['import'], { input: textOf(lines) });
      await expectRefused(
        textOf(lines.slice(0, 2)),
        `the input ends at position 2, but the log in the database goes on to ${lines.length}: nothing was written`,
        lines.length,
      );
      await expectRefused(
        '',
        `the input ends at position 0, but the log in the database goes on to ${lines.length}: nothing was written`,
        lines.length,
      );
    });
  });

  describe('an export ends', () => {
    it('with code 1 where its reader goes away before the end', async () => {
      const source = database();
      await fill(source, 300, { size: 10 });
      const script = `${process.execPath} ${EVENTS} export | head -n 1; echo "code \${PIPESTATUS[0]}"`;
      const { stdout, stderr } = await run('bash', ['--norc', '-c', script], {
        env: { PATH: process.env.PATH, DATABASE_URL: source },
      });

      expect(stdout).toMatch(/^\{"id":[^\n]*\}\ncode 1\n$/);
      expect(stderr).toBe('cannot write the output: its reader went away before the end\n');
    });

    it.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)('on %s with code %d, also where nobody reads what it writes', async (signal, code) => {
      const source = database();
      await fill(source, 300, { size: 10 });
      const child = new EventsProcess(source, ['export']);
      await child.writes();
      child.signal(signal);
      await child.exits();

      expect(await child.ended()).toMatchObject({ code, stderr: 'interrupted\n' });
    });
  });
});
