import { afterAll, expect, it, jest } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { until } from '#testing/event-sourcing';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { describeEachLastingDatabase, describeEachWay } from './each-database.js';
import { fill, withEvents } from './events-log.js';
import { EventsProcess, killEventsProcesses } from './events-process.js';

jest.setTimeout(120_000);

afterAll(() => {
  killEventsProcesses();
  killApiProcesses();
});

describeEachWay((from, to) => {
  it('an API shows what is imported while it runs, out of one that runs', async () => {
    const [source, target] = [from(), to()];
    const apis = await Promise.all(
      [source, target].map((database) => ApiProcess.start({ environment: { PORT: '0', DATABASE_URL: database } })),
    );
    const [one = '', two = ''] = apis.map(({ url }) => `${url}/api/tasks`);
    for (const title of ['first', 'second', 'third']) {
      const body = JSON.stringify({ title });
      await fetch(one, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    }
    const shown = async (url: string) => ((await (await fetch(url)).json()) as { items: unknown[] }).items;

    const { stdout } = await EventsProcess.run(source, ['export']);
    expect(await EventsProcess.run(target, ['import'], { input: stdout })).toMatchObject({ code: 0 });

    await until(async () => (await shown(two)).length === 3, 'three tasks');
    expect(await shown(two)).toEqual(await shown(one));
    await Promise.all(apis.map((api) => api.stop()));
  });
});

describeEachLastingDatabase((database) => {
  it('an export holds the log as it was at its start, whole, while others append', async () => {
    const [source, target] = [database(), database()];
    const before = await fill(source, 500);
    const exporting = EventsProcess.run(source, ['export']);
    let appended = before;
    for (let n = 50; ; n++) {
      appended = await fill(source, 20, { from: n * 20 });
      if (await Promise.race([exporting.then(() => true), setImmediate(false)])) break;
    }
    const { code, stdout, stderr } = await exporting;

    const lines = stdout.toString().trimEnd().split('\n');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`exported ${count(lines)} events`) });
    expect(lines.length).toBeGreaterThanOrEqual(before);
    expect(lines.length).toBeLessThan(appended);
    expect(await EventsProcess.run(target, ['import'], { input: stdout })).toMatchObject({ code: 0 });
  });

  it('an import stops where another program appends to the same log, and says so', async () => {
    const [source, target] = [database(), database()];
    await fill(source, 150, { size: 10 });
    const { stdout } = await EventsProcess.run(source, ['export']);
    const importing = new EventsProcess(target, ['import']);
    importing.send(stdout.subarray(0, stdout.length - 1_000));
    const headOf = () => withEvents(target, (events) => events.head());
    await importing.reaches(async () => (await headOf()) > 0, 'a first batch is stored');
    const head = await fill(target, 1, { from: 5_000 });
    importing.end(stdout.subarray(-1_000));
    const { code, stderr } = await importing.ended();

    const message = 'another program writes to the log in the database: stop it, and empty the database\n';
    expect({ code, stderr }).toEqual({ code: 1, stderr: message });
    expect(await headOf()).toBe(head);
  });
});

function count(lines: readonly string[]): string {
  return lines.length.toLocaleString('en');
}
