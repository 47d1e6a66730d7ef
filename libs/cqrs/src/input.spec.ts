import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { FieldError } from '#libs/event-sourcing';
import { InvalidInput, parseInput } from './input.js';

const schema = z.strictObject({
  name: z.string().min(2).max(4).default('anna'),
  letter: z.string().min(1).exactOptional(),
  id: z.uuid().exactOptional(),
  mail: z.email().exactOptional(),
  colour: z.enum(['red', 'green']).exactOptional(),
  list: z.array(z.string()).exactOptional(),
  even: z
    .number()
    .refine((value) => value % 2 === 0, { error: 'must be even', params: { rule: 'even' } })
    .exactOptional(),
  odd: z
    .number()
    .refine((value) => value % 2 === 1, 'must be odd')
    .exactOptional(),
  'a/b~c': z.strictObject({ inner: z.boolean() }).exactOptional(),
});

function refused(input: unknown, by: z.ZodType = schema): InvalidInput {
  try {
    parseInput(by, input);
  } catch (error) {
    if (error instanceof InvalidInput) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const errorsOf = (input: unknown, by?: z.ZodType) => refused(input, by).errors;

describe('parseInput', () => {
  it('gives what the schema makes of the input', () => {
    expect(parseInput(schema, { colour: 'red' })).toEqual({ name: 'anna', colour: 'red' });
    expect(parseInput(z.string().transform(Number), '5')).toBe(5);
  });

  it.each<readonly [input: object, error: FieldError]>([
    [{ name: 'a' }, { pointer: '/name', rule: 'min_length', detail: 'must have at least 2 characters', value: 'a' }],
    [{ letter: '' }, { pointer: '/letter', rule: 'min_length', detail: 'must have at least 1 character', value: '' }],
    [
      { name: 'anna!' },
      { pointer: '/name', rule: 'max_length', detail: 'must have at most 4 characters', value: 'anna!' },
    ],
    [{ name: 5 }, { pointer: '/name', rule: 'type', detail: 'must be a string', value: 5 }],
    [{ name: null }, { pointer: '/name', rule: 'type', detail: 'must be a string', value: null }],
    [{ list: 'a' }, { pointer: '/list', rule: 'type', detail: 'must be an array', value: 'a' }],
    [{ list: ['a', 1] }, { pointer: '/list/1', rule: 'type', detail: 'must be a string', value: 1 }],
    [{ id: 'abc' }, { pointer: '/id', rule: 'format', detail: 'must be a UUID', value: 'abc' }],
    [{ colour: 'blue' }, { pointer: '/colour', rule: 'one_of', detail: 'must be one of red, green', value: 'blue' }],
    [{ even: 1 }, { pointer: '/even', rule: 'even', detail: 'must be even', value: 1 }],
    [{ odd: 2 }, { pointer: '/odd', rule: 'format', detail: 'must be odd', value: 2 }],
    [{ 'a/b~c': 1 }, { pointer: '/a~1b~0c', rule: 'type', detail: 'must be an object', value: 1 }],
    [{ 'a/b~c': {} }, { pointer: '/a~1b~0c/inner', rule: 'required', detail: 'is required' }],
    [
      { 'a/b~c': { inner: true, x: 1 } },
      { pointer: '/a~1b~0c/x', rule: 'unknown_field', detail: 'is not known here', value: 1 },
    ],
  ])('refuses %j', (input, error) => {
    expect(errorsOf(input)).toEqual([error]);
  });

  it('names the fields that are known beside one that is not', () => {
    const [error] = errorsOf({ 'x/y~z': 1 });
    const detail = 'is not known here; known are name, letter, id, mail, colour, list, even, odd, a/b~c';
    expect(error).toEqual({ pointer: '/x~1y~0z', rule: 'unknown_field', detail, value: 1 });
  });

  it('says in words what a format is that it has no words for', () => {
    expect(errorsOf({ mail: 'abc' })).toEqual([
      { pointer: '/mail', rule: 'format', detail: 'Invalid email address', value: 'abc' },
    ]);
  });

  it('points at the input itself', () => {
    expect(errorsOf(undefined)).toEqual([{ pointer: '', rule: 'required', detail: 'is required' }]);
    expect(errorsOf([])).toEqual([{ pointer: '', rule: 'type', detail: 'must be an object', value: '[…]' }]);
  });

  it.each([
    ['x'.repeat(100), 'x'.repeat(100)],
    ['x'.repeat(101), `${'x'.repeat(100)}…`],
    [{ deep: { deeper: 1 } }, '{…}'],
    [[1, 2, 3], '[…]'],
    [null, null],
    [false, false],
  ])('shows of %j', (given, shown) => {
    expect(errorsOf({ colour: given })[0]).toHaveProperty('value', shown);
  });

  it('sees a key like __proto__ as the field that it is', () => {
    const input: unknown = JSON.parse('{"__proto__":{"name":"anna"},"constructor":1}');
    expect(errorsOf(input).map(({ pointer, value }) => [pointer, value])).toEqual([
      ['/__proto__', '{…}'],
      ['/constructor', 1],
    ]);
  });

  it('names all that is wrong, up to a hundred things', () => {
    expect(errorsOf({ name: 1, colour: 1, x: 1 }).map(({ pointer }) => pointer)).toEqual(['/name', '/colour', '/x']);
    expect(
      errorsOf(
        Array.from({ length: 1_000 }, () => 1),
        z.array(z.string()),
      ),
    ).toHaveLength(100);
  });
});

describe('what may be said of it elsewhere', () => {
  it('names field, rule and what is allowed, and nothing that was given', () => {
    const { message, summary, kind, code, name } = refused({
      name: 'secret',
      colour: 'secret',
      secret: 'secret',
      secret2: 1,
    });

    expect(message).toBe('/name: must have at most 4 characters; /colour: must be one of red, green; unknown field');
    expect({ summary, kind, code, name }).toEqual({
      summary: 'Validation failed',
      kind: 'validation',
      code: 'invalid_input',
      name: 'InvalidInput',
    });
  });

  it('calls the input itself by a word', () => {
    expect(refused('secret').message).toBe('input: must be an object');
  });
});
