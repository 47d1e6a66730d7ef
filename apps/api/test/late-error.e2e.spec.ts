import { afterAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clewClient } from '#libs/client';
import { until } from '#testing/event-sourcing';
import { describeWithCollector } from '#testing/tracing';
import { ApiProcess, killApiProcesses } from './api-process.js';

/** By then a Collector as it is shipped has decided about the trace of the create. */
const LATE_MS = 15_000;
/** Not kept by chance: its id ends in its sampling bucket. */
const TRACE = '4bf92f3577b34da6a3ce929d00000063';

const other = createServer((_request, response) => response.writeHead(500).end());
afterAll(async () => {
  killApiProcesses();
  other.closeAllConnections();
  other.close();
  await once(other, 'close');
});

describeWithCollector(
  'behind the shipped Collector',
  (collector) => {
    it('BP5: that the other service fails 15 s after a create is found, with a link to the create', async () => {
      other.listen(0, '127.0.0.1');
      await once(other, 'listening');
      const api = await ApiProcess.start({
        environment: {
          PORT: '0',
          DATABASE_URL: 'memory:',
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector().httpPort}`,
          OTEL_BSP_SCHEDULE_DELAY: '100',
          NOTIFICATIONS_URL: `http://127.0.0.1:${(other.address() as AddressInfo).port}`,
        },
      });
      const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
      await clewClient({ baseUrl: api.url }).POST('/api/tasks', { body: { title: 'A' }, headers });
      const createdMs = Date.now();

      const late = () =>
        collector().kept.find(
          ({ name, startMs, links }) =>
            name === 'notify_external_service' &&
            startMs >= createdMs + LATE_MS &&
            links.some(({ traceId }) => traceId === TRACE),
        );
      await until(() => late() !== undefined, 'a late error', 90_000);
      expect(late()).toMatchObject({ status: 'ERROR', description: 'Notification failed' });
      const attempt = collector().kept.filter(({ traceId }) => traceId === late()?.traceId);
      expect(attempt.map(({ name, status }) => `${name} ${status}`)).toContain('POST ERROR');
    }, 120_000);
  },
  { shipped: true },
);
