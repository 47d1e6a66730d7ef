import { afterAll, expect, it } from '@jest/globals';
import { describeWithRedis } from '#testing/http';
import { OtlpReceiver, pathTo, type SeenSpan } from '#testing/tracing';
import { ApiProcess, killApiProcesses } from './api-process.js';

let receiver: OtlpReceiver | undefined;
afterAll(async () => {
  killApiProcesses();
  await receiver?.stop();
});

describeWithRedis('S6 the calls of Redis', (server) => {
  /** The spans of an API that counts its requests there. */
  async function spansOf(
    environment: Readonly<Record<string, string>>,
    ask: (url: string) => Promise<unknown>,
  ): Promise<readonly SeenSpan[]> {
    receiver = await OtlpReceiver.start();
    const api = await ApiProcess.start({
      environment: {
        PORT: '0',
        DATABASE_URL: 'memory:',
        RATE_LIMIT_PER_MINUTE: '100',
        REDIS_URL: server().url,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        ...environment,
      },
    });
    await ask(api.url);
    await api.stop();
    const spans = receiver.spans();
    await receiver.stop();
    return spans;
  }

  const calls = (spans: readonly SeenSpan[]) =>
    spans.filter(({ attributes }) => attributes['db.system.name'] === 'redis');

  it('are CLIENT spans of the requests that wait for them, with operation and prefix of the key', async () => {
    await server().start();
    const spans = await spansOf({ TRACING_OLDER_NAMES: 'off' }, async (url) => {
      for (const path of ['/api/tasks', '/health', '/ready', '/api/tasks']) await fetch(`${url}${path}`);
    });

    expect(calls(spans).map((call) => pathTo(call, spans).map(({ name }) => name))).toEqual([
      ['GET /api/tasks', 'evalsha'],
      ['GET /api/tasks', 'evalsha'],
    ]);
    expect(calls(spans)[0]).toMatchObject({ kind: 'CLIENT', status: 'UNSET' });
    expect(calls(spans)[0]?.attributes).toEqual({
      'db.system.name': 'redis',
      'db.operation.name': 'evalsha',
      'db.query.text': 'evalsha clew:rate-limit:?',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(server().url).port),
    });
    // Neither who asks nor from where.
    expect(JSON.stringify(spans)).not.toMatch(/user:|address:/);
    await server().stop();
  });

  it('that fail say so without the text of the server, and the request is none the worse', async () => {
    await server().start();
    const spans = await spansOf({}, async (url) => {
      server().freeze();
      expect((await fetch(`${url}/api/tasks`)).status).toBe(200);
      server().thaw();
    });
    const [call, ...others] = calls(spans);

    expect(others).toEqual([]);
    expect(call).toMatchObject({ status: 'ERROR', description: 'Redis unavailable', events: [] });
    expect(call?.attributes).toMatchObject({ 'error.type': 'unavailable', 'db.system': 'redis' });
    expect(spans.find(({ kind }) => kind === 'SERVER')).toMatchObject({ status: 'UNSET' });
    await server().stop();
  });

  it('are not drawn where that is switched off', async () => {
    await server().start();
    const spans = await spansOf({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'ioredis' }, (url) => fetch(`${url}/api/tasks`));

    expect(spans.length).toBeGreaterThan(0);
    expect(calls(spans)).toEqual([]);
    await server().stop();
  });
});
