import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dereference, validate } from '@scalar/openapi-parser';
import { problems } from '#libs/http';
import { type ApiDocument, apiDocument, codesOf } from './api-document.js';
import { RunningApi } from './running-api.js';

let api: RunningApi;
let document: ApiDocument;
beforeAll(async () => {
  api = await RunningApi.start();
  document = await apiDocument(api);
});
afterAll(() => api.stop());

const ANY_ROUTE = [
  'bad_request',
  'unauthenticated',
  'invalid_token',
  'not_acceptable',
  'request_timeout',
  'misdirected_request',
  'rate_limited',
  'headers_too_large',
  'unexpected',
  'unavailable',
  'issuer_unavailable',
  'overloaded',
];
const BODY = ['invalid_json', 'body_too_large', 'unsupported_media_type'];
const READ = ['invalid_consistency_token', 'read_model_behind'];
const KEY = ['invalid_header', 'idempotency_key_in_use', 'idempotency_key_reused'];
const CHANGE = [
  'invalid_input',
  'forbidden',
  'task_not_found',
  'conflict',
  'precondition_failed',
  'precondition_required',
  ...KEY,
  ...BODY,
];
const REPAIR = [
  'forbidden',
  'subscription_not_found',
  'parked_event_not_found',
  'parked_event_waits',
  'parked_event_requested',
  ...BODY,
];
const routes: Readonly<Record<string, readonly string[]>> = {
  'POST /api/tasks': ['invalid_input', 'forbidden', 'conflict', ...KEY, ...BODY],
  'POST /api/tasks/bulk': ['invalid_input', ...KEY, ...BODY],
  'GET /api/tasks': ['invalid_input', 'invalid_cursor', 'forbidden', ...READ],
  'GET /api/tasks/{id}': ['invalid_input', 'forbidden', 'task_not_found', ...READ],
  'GET /api/tasks/{id}/history': ['invalid_input', 'forbidden', 'task_not_found'],
  'PUT /api/tasks/{id}': ['task_completed', ...CHANGE],
  'PATCH /api/tasks/{id}': ['task_completed', ...CHANGE],
  'DELETE /api/tasks/{id}': CHANGE,
  'POST /api/tasks/{id}/restore': CHANGE,
  'POST /api/tasks/{id}/process': CHANGE.filter((code) => !KEY.slice(1).includes(code)),
  'POST /api/tasks/process': ['invalid_input', ...BODY],
  'GET /api/events': ['invalid_input', 'forbidden'],
  'GET /api/events/{id}/trace': ['forbidden', 'event_not_found'],
  'GET /api/subscriptions': ['forbidden'],
  'GET /api/subscriptions/{name}/parked': ['invalid_input', 'forbidden', 'subscription_not_found'],
  'POST /api/subscriptions/{name}/parked/{eventId}/retry': REPAIR,
  'POST /api/subscriptions/{name}/parked/{eventId}/skip': REPAIR,
  'GET /api/traces/{traceId}/events': ['invalid_input', 'invalid_cursor', 'forbidden', ...READ],
};

describe('/api/openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await validate(JSON.stringify(document));

    expect({ valid, errors: errors ?? [] }).toEqual({ valid: true, errors: [] });
    expect(document.openapi).toMatch(/^3\.1\./);
    expect((await api.fetch('/api/openapi.json')).headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('has no reference that leads nowhere', () => {
    const { errors } = dereference(JSON.stringify(document));
    expect(errors ?? []).toEqual([]);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, name = ''] of references) expect(document.components.schemas[name]?.properties).toBeDefined();
    expect(JSON.stringify(document)).not.toMatch(/\$defs|\$schema/);
  });

  it('has every route', () => {
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.toSorted()).toEqual(Object.keys(routes).toSorted());
  });

  it('knows the problems that the API answers with, and no others', () => {
    expect(document.components.schemas['Problem']?.properties?.['code']?.enum).toEqual(Object.keys(problems));
    const somewhere = new Set(['not_found', 'method_not_allowed', ...Object.values(routes).flat(), ...ANY_ROUTE]);
    expect([...somewhere].toSorted()).toEqual(Object.keys(problems).toSorted());
  });

  it.each(Object.entries(routes))('%s says which problems it may be answered with', (route, codes) => {
    const [method = '', path = ''] = route.split(' ');
    const operation = document.paths[path]?.[method.toLowerCase()];

    expect(operation && codesOf(operation).toSorted()).toEqual([...codes, ...ANY_ROUTE].toSorted());
    expect(operation?.responses['503']?.headers).toHaveProperty('Retry-After');
  });

  it.each([
    ['POST /api/tasks', '201', ['Location', 'ETag', 'Consistency-Token']],
    ['GET /api/tasks', '200', ['Link']],
    ['GET /api/tasks/{id}', '200', ['ETag']],
    ['GET /api/tasks/{id}/history', '200', ['Link']],
    ['PUT /api/tasks/{id}', '200', ['ETag', 'Consistency-Token']],
    ['DELETE /api/tasks/{id}', '204', ['Consistency-Token']],
  ])('%s names the headers of its %s', (route, status, headers) => {
    const [method = '', path = ''] = route.split(' ');
    const responses = document.paths[path]?.[method.toLowerCase()]?.responses;
    expect(Object.keys(responses?.[status]?.headers ?? {})).toEqual(headers);
  });

  it('gives parameters the types that a client sees', () => {
    const parameters = document.paths['/api/tasks']?.['get']?.parameters ?? [];
    const schemas = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));

    expect(schemas['limit']).toMatchObject({ type: 'integer', minimum: 1, maximum: 100 });
    expect(schemas['limit']).not.toHaveProperty('pattern');
    expect(schemas['sort']).toMatchObject({ type: 'string', default: '-created_at' });
    expect(schemas['Consistency-Token']).toEqual({ type: 'integer', minimum: 0 });
    const own = ['status', 'priority', 'assignee_id', 'department', 'search', 'sort', 'limit', 'cursor'];
    expect(Object.keys(schemas)).toEqual([...own, 'Consistency-Token', 'Prefer']);
  });
});

describe('/api/docs', () => {
  it('is a page that needs nothing but this API', async () => {
    const page = await api.fetch('/api/docs');
    const html = await page.text();
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);

    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(html).toContain('<title>Clew API</title>');
    // Names of XML are no addresses.
    expect(html.replaceAll(/xmlns(:\w+)?="[^"]+"/g, '')).not.toMatch(/https?:/);
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) {
      const { pathname, host } = new URL(link, `${api.url}/api/docs`);
      expect([link, host]).toEqual([link, new URL(api.url).host]);
      expect([link, (await api.fetch(pathname)).status]).toEqual([link, 200]);
    }
  });

  it('shows this document', async () => {
    const script = await (await api.fetch('/api/docs/swagger-ui-init.js')).text();
    for (const path of Object.keys(document.paths)) expect(script).toContain(`"${path}"`);
  });
});
