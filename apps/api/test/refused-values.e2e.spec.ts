import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { RecordedSpans } from '#testing/tracing';
import { describeEachDatabase } from './each-database.js';
import { RunningApi } from './running-api.js';

/** What a caller sends and is refused: it is to be found in the answer to that caller alone. */
const MARKER = 'xyzzy-4711';
const FIELDS = ['title', 'description', 'status', 'priority', 'assignee_id', 'department'];
const JSON_TYPE = { 'content-type': 'application/json' };
const spans = new RecordedSpans();
afterAll(() => spans.stop());

describeEachDatabase((database) => {
  let log = '';
  const write = (line: string) => {
    log += line;
  };
  let api: RunningApi;
  let task: string;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database(), LOG_LEVEL: 'trace' }, { log: { write } });
    task = await api.created();
  });
  afterEach(() => {
    spans.reset();
    log = '';
  });
  afterAll(() => api.stop());

  /** Once every span of the request has ended. */
  const expectUnseen = async (response: Response) => {
    const trace = await spans.ofResponse(response);
    expect(trace.map(({ kind }) => kind)).toContain('SERVER');
    expect(JSON.stringify(spans.all)).not.toContain(MARKER);
    expect(log).not.toContain(MARKER);
  };
  const expectRefused = async (response: Response, shown = true) => {
    expect([response.status >= 400 && response.status < 500, response.status]).toEqual([true, response.status]);
    expect((await response.text()).includes(MARKER)).toBe(shown);
    await expectUnseen(response);
  };

  describe.each(['POST', 'PUT'] as const)('%s', (method) => {
    const path = () => (method === 'POST' ? '/api/tasks' : task);
    const send = (body: unknown) => api.send(method, path(), body);

    it.each(FIELDS)('a wrong %s', async (field) => {
      await expectRefused(await send({ title: 'A', [field]: `${MARKER}\u0007` }));
      await expectRefused(await send({ title: 'A', [field]: `${MARKER} ${'x'.repeat(10_000)} ` }));
      await expectRefused(await send({ title: 'A', [field]: { [MARKER]: MARKER } }), false);
      await expectRefused(await send({ title: 'A', [field]: [MARKER] }), false);
    });

    it('an unknown field', async () => {
      await expectRefused(await send({ title: 'A', [MARKER]: 1 }));
      await expectRefused(await send({ title: 'A', x: MARKER }));
      await expectRefused(await send({ title: 'A', x: { [MARKER]: [MARKER] } }), false);
    });

    it('a body that is no object', async () => {
      await expectRefused(await send(MARKER));
      await expectRefused(await send([MARKER]), false);
    });

    it.each([
      ['no JSON', `{"title": "A", ${MARKER}}`],
      ['no UTF-8', Buffer.concat([Buffer.from(`"${MARKER}`), Buffer.from([0xff, 0x22])])],
      ['too large', JSON.stringify({ title: MARKER.repeat(200_000) })],
    ])('a body that is %s', async (_, body) => {
      await expectRefused(await api.fetch(path(), { method, body, headers: JSON_TYPE }), false);
    });

    it('a media type', async () => {
      for (const type of [MARKER, `text/${MARKER}`, `application/json+${MARKER}`]) {
        await expectRefused(await api.fetch(path(), { method, body: '{}', headers: { 'content-type': type } }), false);
      }
    });
  });

  it.each(['GET', 'PUT', 'DELETE'])('the id of a %s', async (method) => {
    const body = method === 'PUT' ? { body: '{}', headers: JSON_TYPE } : {};
    for (const id of [MARKER, `%22${MARKER}`, `${MARKER}${'x'.repeat(1_000)}`, `${MARKER}?a=1`]) {
      await expectRefused(await api.fetch(`/api/tasks/${id}`, { method, ...body }));
    }
    await expectRefused(await api.fetch(`/api/tasks/${MARKER}%ff`, { method, ...body }), false);
  });

  it.each(['status', 'priority', 'assignee_id', 'department', 'sort', 'limit', 'x', MARKER])(
    'the parameter %s',
    async (name) => {
      await expectRefused(await api.fetch(`/api/tasks?${name}=${MARKER}%07`));
      await expectRefused(await api.fetch(`/api/tasks/?sort=&${name}x=${MARKER}%07`));
    },
  );

  it('a cursor, and parameters given twice', async () => {
    await expectRefused(await api.fetch(`/api/tasks?cursor=${MARKER}`), false);
    await expectRefused(await api.fetch(`/api/tasks?department=${MARKER}&department=${MARKER}`), false);
    await expectRefused(await api.fetch(`/api/tasks?${MARKER}=1&${MARKER}=2`));
  });

  it.each(['/api/tasks', '{id}'])('the Consistency-Token of a GET %s', async (route) => {
    const path = route === '{id}' ? task : route;
    await expectRefused(await api.fetch(path, { headers: { 'consistency-token': MARKER } }));
  });

  it.each(['/api/tasks', '{id}'])('what else a GET %s sends and nobody reads', async (route) => {
    const path = route === '{id}' ? task : route;
    const headers = { prefer: MARKER, 'if-match': MARKER, 'idempotency-key': MARKER, cookie: MARKER };
    const more = { 'user-agent': MARKER, 'x-forwarded-for': MARKER, traceparent: MARKER };
    const response = await api.fetch(path, {
      headers: { ...headers, ...more, tracestate: MARKER, baggage: `a=${MARKER}` },
    });

    expect(response.status).toBe(200);
    await expectUnseen(response);
    await expectUnseen(await api.fetch(`${task}?${MARKER}=${MARKER}`));
    await expectRefused(await api.fetch(path, { headers: { accept: MARKER } }), false);
  });

  it.each(['If-Match', 'Idempotency-Key'])('the %s of a change', async (name) => {
    await expectRefused(await api.send('PUT', task, { title: 'A' }, { [name]: `${MARKER} "` }));
  });

  it('a search, the time of a task, and the place in a history', async () => {
    await expectRefused(await api.fetch(`${task}?at=${MARKER}`));
    await expectRefused(await api.fetch(`${task}/history?cursor=${MARKER}`));
    await expectUnseen(await api.fetch(`/api/tasks?search=${MARKER}`));
  });

  it.each(['', 'Basic ', 'Bearer ', `Bearer ${MARKER} `, 'Bearer e30.', `Bearer ${btoa('{"alg":"RS256"}')}.`])(
    'credentials, after "%s"',
    async (before) => {
      const authorization = `${before}${MARKER}`;
      await expectRefused(await api.fetch('/api/tasks', { headers: { authorization } }), false);
    },
  );

  it('an origin, with a host that is not here', async () => {
    await expectRefused(await api.fetch('/api/tasks', { headers: { origin: `https://${MARKER}` } }), false);
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write(`GET /api/tasks HTTP/1.1\r\nHost: ${MARKER}\r\nConnection: close\r\n\r\n`);
    const answer = await text(socket);
    const [, traceresponse = ''] = /traceresponse: (\S+)/.exec(answer) ?? [];

    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
    expect(answer).not.toContain(MARKER);
    await expectUnseen(new Response(null, { headers: { traceresponse } }));
  });

  it('a fragment, which no client should send', async () => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write(`GET /api/tasks#${MARKER} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    const [, traceresponse = ''] = /traceresponse: (\S+)/.exec(await text(socket)) ?? [];

    await expectUnseen(new Response(null, { headers: { traceresponse } }));
  });

  it('what is no HTTP', async () => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write(`${MARKER} /${MARKER} HTTP/1.1\r\n${MARKER}: ${MARKER}\r\n\r\n`);

    expect(await text(socket)).not.toContain(MARKER);
    expect(JSON.stringify(spans.all)).not.toContain(MARKER);
    expect(log).not.toContain(MARKER);
  });
});
