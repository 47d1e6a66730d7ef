import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { problemOf, problems } from '#libs/http';
import { RunningApi } from './running-api.js';

interface Reference {
  readonly $ref?: string;
}

interface Schema extends Reference {
  readonly example?: unknown;
}

interface Media {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, Reference & { readonly value?: unknown }>>;
}

type Content = Readonly<Record<string, Media>>;

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly security: unknown;
}

let api: RunningApi;
let document: Document;
let operations: readonly Operation[];
const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
beforeAll(async () => {
  api = await RunningApi.start();
  document = (await (await api.fetch('/api/openapi.json')).json()) as Document;
  operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  ajv.addSchema(document, 'api');
});
afterAll(() => api.stop());

function resolved<Value extends Reference>(value: Value): Value {
  const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(\w+)$/.exec(value.$ref ?? '') ?? [];
  return (document.components[kind]?.[name] as Value | undefined) ?? value;
}

const validate = (schema: Schema, value: unknown) =>
  ajv.validate(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')), value) || ajv.errorsText();

function examplesOf({ schema, examples }: Media): unknown[] {
  return examples
    ? Object.values(examples).map((example) => resolved(example).value)
    : [resolved(schema).example].filter((example) => example !== undefined);
}

function mediaOf({ operationId, requestBody, responses }: Operation): [name: string, Media][] {
  const bodies = [['body', requestBody] as const, ...Object.entries(responses)];
  return bodies.flatMap(([name, body]) =>
    Object.values(body?.content ?? {}).map((media): [string, Media] => [`${operationId} ${name}`, media]),
  );
}

it('each body and each answer has an example, and all keep their schemas', () => {
  const media = operations.flatMap(mediaOf);

  expect(media.length).toBeGreaterThan(100);
  for (const [name, each] of media) {
    const examples = examplesOf(each);
    expect([name, examples.length]).not.toEqual([name, 0]);
    for (const example of examples) expect([name, validate(each.schema, example)]).toEqual([name, true]);
  }
});

it('each problem is shown as it comes', () => {
  const media = operations.flatMap(mediaOf).flatMap(([, { examples = {} }]) => Object.entries(examples));

  for (const [code, example] of media) {
    expect(resolved(example).value).toMatchObject(problemOf(code as keyof typeof problems));
  }
  const unrouted = ['not_found', 'method_not_allowed'];
  expect([...new Set(media.map(([code]) => code)), ...unrouted].toSorted()).toEqual(Object.keys(problems).toSorted());
});

it('an example of a parameter keeps its schema', () => {
  const parameters = operations
    .flatMap((operation) => operation.parameters)
    .filter(({ schema }) => 'example' in schema);

  expect(new Set(parameters.map(({ name }) => name))).toEqual(
    new Set([
      'id',
      'name',
      'eventId',
      'type',
      'assignee_id',
      'department',
      'search',
      'Prefer',
      'If-Match',
      'If-None-Match',
      'Idempotency-Key',
    ]),
  );
  for (const { name, schema } of parameters) expect([name, validate(schema, schema.example)]).toEqual([name, true]);
});

it('a bearer token is asked for everywhere', () => {
  expect(document.security).toEqual([{ bearer: [] }]);
  expect(document.components['securitySchemes']).toMatchObject({
    bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  });
  for (const operation of operations) expect(operation).not.toHaveProperty('security');
});
