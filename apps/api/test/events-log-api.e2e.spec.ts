import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { EventList, StoredEvent } from '#libs/client';
import { RecordedSpans } from '#testing/tracing';
import { asCaller } from './callers.js';
import { describeEachDatabase } from './each-database.js';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
afterAll(() => spans.stop());

describeEachDatabase((database) => {
  let api: RunningApi;
  let paths: string[];
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
    paths = [await api.created(), await api.created(), await api.created()];
    for (const path of paths) await api.send('PUT', path, { title: 'B', priority: 'high' });
    await api.delete(paths[0] ?? '');
  });
  afterAll(() => api.stop());

  const all = async (query: string): Promise<StoredEvent[]> => {
    const seen: StoredEvent[] = [];
    for (let path: string | undefined = `/api/events?${query}`; path; ) {
      const response = await api.fetch(path);
      expect(response.status).toBe(200);
      const page = (await response.json()) as EventList;
      seen.push(...page.items);
      const [, next] = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '') ?? [];
      expect(next === undefined).toBe(page.next_cursor === null);
      path = next;
    }
    return seen;
  };
  const positions = (events: readonly StoredEvent[]) => events.map(({ position }) => position);

  describe('the log', () => {
    it('is listed newest first, and oldest first on request', async () => {
      const expected = Array.from({ length: 10 }, (_, index) => index + 1);

      expect(positions(await all('order=asc'))).toEqual(expected);
      expect(positions(await all(''))).toEqual(expected.toReversed());
    });

    it.each([1, 3, 9, 10, 100])('joins up in pages of %d, both ways', async (limit) => {
      expect(await all(`order=asc&limit=${limit}`)).toEqual(await all('order=asc'));
      expect(await all(`limit=${limit}`)).toEqual(await all(''));
    });

    it.each(['asc', 'desc'])('is filtered by type and stream, %s', async (order) => {
      const whole = await all(`order=${order}`);
      const [, second] = paths;
      const stream = `task-${second?.split('/').at(-1)}`;
      const type = 'task.title.updated.v1';
      const filters: [string, (event: StoredEvent) => boolean][] = [
        [`type=${type}`, (event) => event.type === type],
        [`stream_id=${stream}`, (event) => event.stream_id === stream],
        [`type=${type}&stream_id=${stream}`, (event) => event.type === type && event.stream_id === stream],
        ['type=task.unheard.of.v1', () => false],
        ['stream_id=task-none', () => false],
      ];
      for (const [filter, matches] of filters) {
        expect(await all(`order=${order}&${filter}`)).toEqual(whole.filter(matches));
        expect(await all(`order=${order}&${filter}&limit=1`)).toEqual(whole.filter(matches));
      }
    });

    it.each(['order=up', 'limit=0', 'cursor=x', 'type=', 'type=a&type=b', 'colour=red', `type=${'x'.repeat(201)}`])(
      'cannot be asked for with %s',
      async (query) => {
        await expectProblem(await api.fetch(`/api/events?${query}`), 'invalid_input');
      },
    );

    it.each([
      ['no role', []],
      ['user', ['user']],
      ['manager', ['manager']],
    ])('is for admins only, not for %s', async (_, roles) => {
      const headers = await asCaller('ann', roles, 'sales');
      const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

      for (const path of ['/api/events', '/api/events/x.1/trace', `/api/traces/${traceId}/events`]) {
        const { detail } = await expectProblem(await api.fetch(path, { headers }), 'forbidden');
        expect(detail).toBe('needs the role admin');
      }
    });
  });

  describe('from a trace to its events', () => {
    it('lead its commits, in the order of the log, in pages', async () => {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      const send = (title: string) => api.send('POST', '/api/tasks', { title }, { traceparent });
      const answers = [await send('A'), await send('B'), await send('C')];
      const path = answers[0]?.headers.get('location') ?? '';
      const changed = await api.send('PUT', path, { title: 'X', priority: 'low' }, { traceparent });
      const header = { 'Consistency-Token': Number(changed.headers.get('consistency-token')), Prefer: 'wait=10' };
      const page = (query: { limit: number; cursor?: string }) =>
        api.client().GET('/api/traces/{traceId}/events', {
          params: { path: { traceId: '4BF92F3577B34DA6A3CE929D0E0E4736' }, query, header },
        });
      const { data: first } = await page({ limit: 2 });
      const { data: second } = await page({ limit: 2, cursor: first?.next_cursor ?? '' });

      const head = await api.store.head();
      const items = [first, second].flatMap((list) => list?.items ?? []);
      expect(positions(items)).toEqual([head - 4, head - 3, head - 2, head - 1, head]);
      expect(second?.next_cursor).toBeNull();
    });

    it('leads nothing where the trace is not known, and refuses what is no trace id', async () => {
      const unknown = await api.fetch(`/api/traces/${'1'.repeat(32)}/events`);

      expect(await unknown.json()).toEqual({ items: [], next_cursor: null });
      for (const id of ['x', '0'.repeat(32), '1'.repeat(31), 'g'.repeat(32)]) {
        await expectProblem(await api.fetch(`/api/traces/${id}/events`), 'invalid_input');
      }
      const at = `/api/traces/${'1'.repeat(32)}/events`;
      await expectProblem(await api.fetch(`${at}?cursor=x`), 'invalid_cursor');
    });
  });

  describe('from an event to its trace', () => {
    it('leads the trace that stored it', async () => {
      const created = await api.send('POST', '/api/tasks', { title: 'A' });
      const [{ id } = { id: '' }] = await all('limit=1');
      const [, traceId] = created.headers.get('traceresponse')?.split('-') ?? [];

      const { data } = await api.client().GET('/api/events/{id}/trace', { params: { path: { id } } });
      expect(data).toEqual({
        event_id: id,
        trace_id: traceId,
        span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
        trace: 'unknown',
      });
    });

    it('says so where the caller did not want it recorded', async () => {
      const traceparent = '00-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
      await api.send('POST', '/api/tasks', { title: 'A' }, { traceparent });
      const [{ id } = { id: '' }] = await all('limit=1');

      expect(await (await api.fetch(`/api/events/${id}/trace`)).json()).toMatchObject({
        trace_id: '5bf92f3577b34da6a3ce929d0e0e4736',
        trace: 'not_sampled',
      });
    });

    it('leads nothing for an event that is not there', async () => {
      const [{ id } = { id: '' }] = await all('limit=1');

      for (const other of ['x', 'x.1', `${id}1`, `${id.slice(0, -1)}9`, '.1', encodeURIComponent('../x')]) {
        await expectProblem(await api.fetch(`/api/events/${other}/trace`), 'event_not_found');
      }
    });
  });
});

describe('where Tempo can be asked', () => {
  let tempo: Server;
  let api: RunningApi;
  let id: string;
  let status: number | 'silent';
  let asked: string[];
  beforeAll(async () => {
    tempo = createServer(({ url = '' }, response) => {
      asked.push(url);
      if (status !== 'silent') response.writeHead(status).end('{}');
    }).listen(0, '127.0.0.1');
    await once(tempo, 'listening');
    api = await RunningApi.start({ TEMPO_URL: `http://127.0.0.1:${(tempo.address() as AddressInfo).port}` });
    await api.created();
    const { data } = await api.client().GET('/api/events');
    id = data?.items[0]?.id ?? '';
  });
  afterAll(async () => {
    await api.stop();
    tempo.closeAllConnections();
    tempo.close();
  });

  const traceOf = async () => {
    const { data } = await api.client().GET('/api/events/{id}/trace', { params: { path: { id } } });
    return data;
  };

  it.each<[number | 'silent', string]>([
    [200, 'stored'],
    // It is young: the trace may still be on its way.
    [404, 'unknown'],
    [500, 'unknown'],
    ['silent', 'unknown'],
  ])('and answers with %s, the trace is %s', async (answer, expected) => {
    status = answer;
    asked = [];
    const found = await traceOf();

    expect(found?.trace).toBe(expected);
    expect(asked).toEqual([`/api/traces/${found?.trace_id}`]);
  });

  it('and does not know the trace of an older event, it was dropped', async () => {
    status = 404;
    const later = Date.now() + 61_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    try {
      expect((await traceOf())?.trace).toBe('dropped');
    } finally {
      jest.restoreAllMocks();
    }
  });
});
