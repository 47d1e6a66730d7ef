import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type ApiDocument, apiDocument, type ApiSchema } from './api-document.js';
import { RunningApi } from './running-api.js';

let api: RunningApi;
let document: ApiDocument;
let task: string;
beforeAll(async () => {
  api = await RunningApi.start();
  document = await apiDocument(api);
  task = await api.created();
});
afterAll(() => api.stop());

/** Values that a schema admits, as far as the schemas of this API go. */
function valid(schema: ApiSchema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valid));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === 'null') return fc.constant(null);
  if (schema.type === 'string') return validText(schema);
  if (schema.type !== 'object') throw new Error(`a schema of type ${schema.type}`);
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) fields[name] = valid(property);
  return fc.record(fields, { requiredKeys: [...(schema.required ?? [])] });
}

/** With the offset of any place, in the years that four digits hold. */
const time = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9998-12-31T00:00:00Z'), noInvalidDate: true })
  .chain((date) => fc.constantFrom('Z', '+05:30', '-11:00').map((offset) => date.toISOString().replace('Z', offset)));

/** Halves of characters are no text that JSON Schema speaks of. */
function validText({ format, pattern, minLength = 0, maxLength = 0 }: ApiSchema): fc.Arbitrary<string> {
  if (format === 'date-time') return time;
  const rule = new RegExp(pattern ?? '', 'u');
  const fits = (text: string) => {
    const length = [...text].length;
    return text.isWellFormed() && length >= minLength && length <= maxLength && rule.test(text);
  };
  const any = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'aZ09_.:- \t\n\u00A0\uFEFF\u{1F600}') }),
    fc.constantFrom('x'.repeat(minLength), 'x'.repeat(maxLength)),
  );
  return any.filter(fits);
}

/** One of each kind that a schema does not admit. */
function invalid(schema: ApiSchema): unknown[] {
  const schemas = schema.anyOf ?? [schema];
  const values: unknown[] = [5, true, [], {}, 'not one of these\u0000'];
  for (const { maxLength } of schemas) if (maxLength) values.push('x'.repeat(maxLength + 1));
  for (const { minLength = 0 } of schemas) if (minLength > 0) values.push('', ' ');
  if (!schemas.some(({ type }) => type === 'null')) values.push(null);
  return values;
}

describe.each(['CreateTask', 'UpdateTask'])('what the document says of %s', (name) => {
  const send = (body: unknown) =>
    name === 'CreateTask' ? api.send('POST', '/api/tasks', body) : api.send('PUT', task, body);

  it('is accepted', async () => {
    const schema = document.components.schemas[name] ?? {};
    await fc.assert(
      fc.asyncProperty(valid(schema), async (body) => {
        await api.send('PUT', task, { status: 'pending' });
        const response = await send(body);
        expect([response.status, await response.json()]).toEqual([
          name === 'CreateTask' ? 201 : 200,
          expect.anything(),
        ]);
      }),
      { numRuns: 300 },
    );
  });

  it('is all that is accepted', async () => {
    const { properties = {}, required = [], additionalProperties } = document.components.schemas[name] ?? {};
    expect(additionalProperties).toBe(false);
    expect(required).toEqual(name === 'CreateTask' ? ['title'] : []);
    expect(Object.keys(properties)).toHaveLength(7);
    for (const [field, property] of Object.entries(properties)) {
      for (const value of invalid(property)) {
        const response = await send({ title: 'A', [field]: value });
        const { errors } = (await response.json()) as { errors?: { pointer: string }[] };
        expect([response.status, errors?.[0]?.pointer, value]).toEqual([400, `/${field}`, value]);
      }
    }
  });
});
