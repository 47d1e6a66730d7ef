import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type ProblemCode, problemOf } from '#libs/http';
import { RecordedSpans } from '#testing/tracing';
import { type ApiDocument, apiDocument, documentedCodes } from './api-document.js';
import { describeEachDatabase } from './each-database.js';
import { type NodeAnswer, NodeClient, type NodeRequest } from './node-request.js';
import { KNOWN, randomRequest, TRACE_ID, TRACEPARENT } from './random-requests.js';
import { RunningApi } from './running-api.js';

const REQUESTS = 2_000;
const spans = new RecordedSpans();
afterAll(() => spans.stop());

describeEachDatabase((database) => {
  let api: RunningApi;
  let client: NodeClient;
  let document: ApiDocument;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
    client = new NodeClient(api.url);
    document = await apiDocument(api);
  });
  afterAll(async () => {
    client.close();
    await api.stop();
  });

  function expectRefusal({ method, path }: NodeRequest, { status, headers, body }: NodeAnswer): void {
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    if (method === 'HEAD') return;
    const problem = JSON.parse(body) as { code: ProblemCode; status: number; traceId?: string };
    expect(problem).toMatchObject(problemOf(problem.code));
    expect([problem.status, problem.traceId]).toEqual([status, headers['traceresponse']?.toString().split('-')[1]]);
    expect(documentedCodes(document, method, path)).toContain(problem.code);
  }

  function expectTrace({ headers: { traceparent } = {} }: NodeRequest, { headers }: NodeAnswer): void {
    const [, traceId] = headers['traceresponse']?.toString().split('-') ?? [];
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(traceId === TRACE_ID).toBe(traceparent === TRACEPARENT);
  }

  it(`${REQUESTS} random requests get answers, each refusal a documented problem that stores nothing`, async () => {
    let known = await api.created();
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(randomRequest, async (random) => {
        if ((await api.fetch(known)).status === 404) known = await api.created();
        const request = { ...random, path: random.path.replace(`/api/tasks/${KNOWN}`, known) };
        const head = await api.store.head();
        const answer = await client.send(request);
        expect(answer.status).toBeLessThan(500);
        if (!/^\/(health|ready)/.test(request.path)) expectTrace(request, answer);
        if (answer.status < 400) return;
        refused++;
        expectRefusal(request, answer);
        expect(await api.store.head()).toBe(head);
      }),
      { numRuns: REQUESTS },
    );

    expect((await api.fetch('/ready')).status).toBe(200);
    // A test that is refused everything, or nothing, tests little.
    expect(refused).toBeGreaterThan(REQUESTS / 4);
    expect(refused).toBeLessThan(REQUESTS * 0.95);
    expect(await api.store.head()).toBeGreaterThan(10);
  }, 240_000);
});
