import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { clewClient } from '#libs/client';
import { freePort, until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { OtlpReceiver, type SeenSpan } from '#testing/tracing';
import { ApiProcess, killApiProcesses } from './api-process.js';
import { describeEachLastingDatabase } from './each-database.js';

const NOTIFY = 'notify_external_service';
const folder = new TemporaryFolder();
afterAll(async () => {
  killApiProcesses();
  await folder.remove();
});

describeEachLastingDatabase((database) => {
  let receiver: OtlpReceiver;
  let notifications: Record<string, string>;
  let api: Record<string, string>;
  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '100' };
    const port = String(await freePort());
    notifications = { ...traced, PORT: port, NOTIFICATIONS_FILE: folder.file() };
    api = { ...traced, PORT: '0', DATABASE_URL: database(), NOTIFICATIONS_URL: `http://127.0.0.1:${port}` };
  });
  afterEach(() => receiver.stop());

  const startNotifications = () => ApiProcess.start({ program: 'notifications', environment: notifications });
  const told = async () => {
    const answer = await fetch(`http://127.0.0.1:${notifications['PORT']}/ready`);
    return ((await answer.json()) as { readonly told: number }).told;
  };
  const startApi = async () => {
    const process = await ApiProcess.start({ environment: api });
    await process.publishes();
    return process;
  };
  const spansNamed = (name: string) => receiver.spans().filter((span) => span.name === name);
  const parentOf = (span: SeenSpan | undefined) => receiver.spans().find(({ spanId }) => spanId === span?.parentSpanId);

  describe('a create of the API', () => {
    it('is one trace over both services (EX3)', async () => {
      const [second, first] = [await startNotifications(), await startApi()];
      const { data } = await clewClient({ baseUrl: first.url }).POST('/api/tasks', {
        body: { title: 'A', priority: 'high' },
      });
      await until(
        () => spansNamed('POST /api/notify').length > 0 && spansNamed(NOTIFY).length > 0,
        'all spans',
        10_000,
      );
      await until(() => spansNamed('event_store.append').length > 0, 'the append', 10_000);
      const [server] = spansNamed('POST /api/notify');
      const path = [server];
      for (let parent = parentOf(server); parent; parent = parentOf(parent)) path.push(parent);

      expect(path.map((span) => [span?.name, span?.kind, span?.resource['service.name']])).toEqual([
        ['POST /api/notify', 'SERVER', 'clew-notifications'],
        ['POST', 'CLIENT', 'clew-api'],
        [NOTIFY, 'CONSUMER', 'clew-api'],
        ['event_store.append', 'PRODUCER', 'clew-api'],
        ['create_task', 'INTERNAL', 'clew-api'],
        ['POST /api/tasks', 'SERVER', 'clew-api'],
      ]);
      expect(new Set(path.map((span) => span?.traceId)).size).toBe(1);
      expect(path.flatMap((span) => Object.keys(span?.attributes ?? {}))).not.toContain('service.name');
      expect(path[2]?.attributes['task.id']).toBe(data?.id);
      expect(await told()).toBe(1);
      expect(await Promise.all([first.stop(), second.stop()])).toEqual([0, 0]);
    }, 60_000);

    it('is told once the other service is there, also by the next process, with links to what was tried (EX3)', async () => {
      const first = await startApi();
      await clewClient({ baseUrl: first.url }).POST('/api/tasks', { body: { title: 'A' } });
      await until(() => spansNamed(NOTIFY).length > 0, 'an attempt', 10_000);
      first.signal('SIGKILL');
      await first.ended();
      const second = await startNotifications();
      const third = await ApiProcess.start({ environment: api });
      await until(async () => (await told()) === 1, 'the notification', 30_000);
      const done = () => spansNamed(NOTIFY).find(({ status }) => status === 'OK');
      await until(() => done() !== undefined, 'its span', 10_000);
      const [tried] = spansNamed(NOTIFY);

      expect(done()?.links.map(({ traceId }) => traceId)[0]).toBe(tried?.traceId);
      expect(done()?.links).toHaveLength(2);
      expect(done()?.parentSpanId).toBeUndefined();
      expect(await Promise.all([third.stop(), second.stop()])).toEqual([0, 0]);
    }, 90_000);
  });
});
