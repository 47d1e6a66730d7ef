import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { validate } from '@scalar/openapi-parser';
import { problems } from '#libs/http';
import { RunningApi } from './running-api.js';

interface Operation {
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { properties: Record<string, { enum?: string[] }> }>>;
  };
}

let api: RunningApi;
let document: Document;
beforeAll(async () => {
  api = await RunningApi.start();
  document = (await (await api.fetch('/api/openapi.json')).json()) as Document;
});
afterAll(() => api.stop());

it('is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await validate(JSON.stringify(document));

  expect({ valid, errors: errors ?? [] }).toEqual({ valid: true, errors: [] });
  expect(document.openapi).toMatch(/^3\.1\./);
});

it('has every route of the tasks', () => {
  const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );

  expect(routes.toSorted()).toEqual([
    'DELETE /api/tasks/{id}',
    'GET /api/tasks',
    'GET /api/tasks/{id}',
    'POST /api/tasks',
    'PUT /api/tasks/{id}',
  ]);
});

it('knows the problems that the API answers with, and no others', () => {
  expect(document.components.schemas.Problem?.properties.code?.enum).toEqual(Object.keys(problems));
});

it.each(['POST /api/tasks', 'PUT /api/tasks/{id}'])('%s says what it refuses a body for', (route) => {
  const [method = '', path = ''] = route.split(' ');
  const responses = document.paths[path]?.[method.toLowerCase()]?.responses ?? {};

  for (const [status, code] of Object.entries({
    400: 'invalid_input',
    413: 'body_too_large',
    415: 'unsupported_media_type',
  })) {
    expect(responses[status]?.description).toContain(`\`${code}\``);
  }
});

it('has a page for people', async () => {
  const page = await api.fetch('/api/docs');

  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await page.text()).not.toMatch(/(src|href)="https?:/);
});
