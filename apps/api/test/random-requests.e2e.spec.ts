import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type ProblemCode, problemOf } from '#libs/http';
import { RecordedSpans } from '#testing/tracing';
import { type ApiDocument, apiDocument, documentedCodes, operationAt } from './api-document.js';
import { describeEachDatabase } from './each-database.js';
import { NodeClient } from './node-request.js';
import { isAdmin, isStranger } from './random-callers.js';
import { HEADER_NAMES, TRACE_ID, TRACEPARENT } from './random-headers.js';
import { operations, type RandomRequest, randomRequest } from './random-requests.js';
import { type Exchange, RandomTraffic } from './random-traffic.js';
import { RunningApi } from './running-api.js';

/** On each of three stores. */
const ONE_BY_ONE = 3_000;
const ROUNDS = 100;
const AT_ONCE = 16;

const spans = new RecordedSpans();
afterAll(() => spans.stop());

describeEachDatabase((database) => {
  let api: RunningApi;
  let traffic: RandomTraffic;
  let clients: readonly NodeClient[];
  let document: ApiDocument;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
    traffic = await RandomTraffic.start(api);
    clients = Array.from({ length: AT_ONCE }, () => new NodeClient(api.url));
    document = await apiDocument(api);
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await api.stop();
  });

  const [PUBLIC, TRACED] = [/^\/(health|ready|api\/docs|api\/openapi)/, /^\/(?!health|ready)/];

  /** What holds for every answer, whatever else goes on. */
  function expectAnswer({ caller, request, answer, leaked }: Exchange): void {
    const { method, path, headers = {} } = request;
    expect(answer.status).toBeLessThan(500);
    expect(answer.body).not.toMatch(/node_modules|\n\s+at |\.[jt]s:\d+|\/(apps|libs|dist)\//);
    expect([path, leaked]).toEqual([path, []]);
    if (method === 'HEAD') expect(answer.body).toBe('');
    if (answer.status < 400 && !PUBLIC.test(path)) {
      expect([caller, isStranger(caller)]).toEqual([caller, false]);
      if (/^\/api\/(events|traces)/.test(path) && method !== 'OPTIONS') expect(isAdmin(caller)).toBe(true);
    }
    if (!TRACED.test(path)) return;
    const [, traceId] = answer.headers['traceresponse']?.toString().split('-') ?? [];
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(traceId === TRACE_ID).toBe(headers['traceparent'] === TRACEPARENT);
  }

  function expectRefusal({ request: { method, path }, answer: { status, headers, body } }: Exchange): void {
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    if (method === 'HEAD') return;
    const problem = JSON.parse(body) as { code: ProblemCode; status: number; traceId?: string };
    expect(problem).toMatchObject(problemOf(problem.code));
    expect([problem.status, problem.traceId]).toEqual([status, headers['traceresponse']?.toString().split('-')[1]]);
    expect(documentedCodes(document, method, path)).toContain(problem.code);
  }

  /** A task that the caller may not read is told from none by nothing. */
  async function expectLikeUnknown({ request, answer: { body, headers } }: Exchange): Promise<void> {
    if (!body.includes('"task_not_found"') || request.headers?.['idempotency-key'] !== undefined) return;
    const path = request.path.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i, crypto.randomUUID());
    const unknown = await clients[0]?.send({ ...request, path });
    const withoutTrace = (text = '') => text.replace(/"traceId":"\w+"/, '');
    expect(withoutTrace(unknown?.body)).toBe(withoutTrace(body));
    expect(Object.keys(unknown?.headers ?? {}).toSorted()).toEqual(Object.keys(headers).toSorted());
  }

  it('knows every operation and every header of the document', () => {
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const headers = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods).flatMap(({ parameters }) => parameters))
      .filter((parameter) => parameter.in === 'header');

    const generated = Object.keys(operations).map((operation) => operationAt(document, ...split(operation)));
    expect(generated.toSorted()).toEqual(documented.toSorted());
    expect(HEADER_NAMES.toSorted()).toEqual([...new Set(headers.map(({ name }) => name))].toSorted());
  });

  it(`${ONE_BY_ONE} random requests get answers, each refusal a documented problem that stores nothing`, async () => {
    const counts = new Map<number, number>();
    const done = new Set<string | undefined>();
    await fc.assert(
      fc.asyncProperty(randomRequest, async (random) => {
        const exchange = await traffic.send(random, clients[0] as NodeClient);
        const { request, answer, heads } = exchange;
        counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
        expectAnswer(exchange);
        if (answer.status < 400) {
          done.add(operationAt(document, request.method, request.path));
          return;
        }
        expectRefusal(exchange);
        expect(heads[1]).toBe(heads[0]);
        await expectLikeUnknown(exchange);
      }),
      { numRuns: ONE_BY_ONE },
    );

    expect((await api.fetch('/ready')).status).toBe(200);
    // A test that is refused everything, or nothing, tests little.
    const shares = [200, 201, 204, 400, 401, 403, 404, 412, 415, 422].map((status) => counts.get(status) ?? 0);
    for (const share of shares) expect(share).toBeGreaterThan(0);
    for (const operation of Object.keys(operations)) expect(done).toContain(operationAt(document, ...split(operation)));
  }, 240_000);

  it(`${ROUNDS * AT_ONCE} more get answers, ${AT_ONCE} at a time`, async () => {
    const round = fc.array(randomRequest, { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(round, async (randoms) => {
        const send = (client: NodeClient, index: number) => traffic.send(randoms[index] as RandomRequest, client);
        for (const exchange of await Promise.all(clients.map(send))) {
          expectAnswer(exchange);
          if (exchange.answer.status >= 400) expectRefusal(exchange);
        }
      }),
      { numRuns: ROUNDS },
    );

    expect((await api.fetch('/ready')).status).toBe(200);
  }, 240_000);
});

const split = (operation: string) => operation.split(' ') as [method: string, path: string];
