import { expect, it } from '@jest/globals';
import type { ApiDocument } from './api-document.js';
import { Conformity } from './conformity.js';

const task = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] };
const document = {
  openapi: '3.1.0',
  paths: {
    '/things/{id}': {
      get: {
        parameters: [],
        responses: {
          200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
          304: {},
        },
      },
    },
    '/things/special': { get: { parameters: [], responses: { 204: {} } } },
  },
  components: { schemas: { Thing: task } },
} as unknown as ApiDocument;

const conformity = new Conformity(document);
const json = (status: number, body: unknown, type = 'application/json; charset=utf-8') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });

it.each<[string, string, Response]>([
  ['what the document says', '/things/1?a=b', json(200, { title: 'A' })],
  ['no body where there is none', '/things/1', new Response(null, { status: 304 })],
  ['an address that has no parameter', '/things/special', new Response(null, { status: 204 })],
  ['an address of which it knows nothing', '/other', json(500, {})],
])('passes %s', async (_, path, response) => {
  await expect(conformity.check('GET', path, response)).resolves.toBeUndefined();
});

it.each<[string, string, Response, string]>([
  ['another status', '/things/1', json(404, {}), 'answers 404, of which'],
  ['another type', '/things/1', json(200, { title: 'A' }, 'text/plain'), 'answers 200 with text/plain'],
  ['a body where there is none', '/things/special', new Response('x', { status: 200 }), 'answers 200, of which'],
  ['a missing field', '/things/1', json(200, {}), "must have required property 'title'"],
  ['a field of another type', '/things/1', json(200, { title: 1 }), 'title must be string'],
])('refuses %s', async (_, path, response, why) => {
  await expect(conformity.check('GET', path, response)).rejects.toThrow(why);
});
