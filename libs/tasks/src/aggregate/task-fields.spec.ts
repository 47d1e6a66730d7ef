import { describe, expect, it } from '@jest/globals';
import { taskFields } from './task-fields.js';

type Field = keyof typeof taskFields;

const rulesBroken = (field: Field, value: unknown) =>
  taskFields[field]
    .safeParse(value)
    .error?.issues.map((issue) => (issue.code === 'custom' ? String(issue.params?.rule) : issue.code)) ?? [];

describe.each<[Field, number, number]>([
  ['title', 1, 200],
  ['description', 0, 10_000],
  ['assignee_id', 1, 100],
  ['department', 1, 100],
])('%s', (field, min, max) => {
  it(`has ${min} to ${max} characters after trimming`, () => {
    expect(rulesBroken(field, 'x'.repeat(max))).toEqual([]);
    expect(rulesBroken(field, ` ${'x'.repeat(max)} `)).toEqual([]);
    expect(rulesBroken(field, 'x'.repeat(max + 1))).toEqual(['max_length']);
    expect(rulesBroken(field, 'x'.repeat(min))).toEqual([]);
    if (min > 0) expect(rulesBroken(field, '   ')).toContain('min_length');
  });

  it('is text without control characters or halves of characters', () => {
    for (const value of ['a\u0000b', 'a\u001Bb', 'a\u0085b', 'a\uD800b'])
      expect(rulesBroken(field, value)).toEqual(['format']);
    for (const value of [1, true, [], {}, null]) expect(rulesBroken(field, value)).toEqual(['invalid_type']);
  });
});

it('a title counts characters, not UTF-16 units', () => {
  expect(rulesBroken('title', '😀'.repeat(200))).toEqual([]);
  expect(rulesBroken('title', '😀'.repeat(201))).toEqual(['max_length']);
});

it('only a description may have line breaks and tabs', () => {
  expect(rulesBroken('description', 'a\r\n\tb')).toEqual([]);
  for (const field of ['title', 'department'] as const) expect(rulesBroken(field, 'a\nb')).toEqual(['format']);
});

it('an assignee is an opaque id', () => {
  for (const id of ['ann', 'user-1', 'a.b:c_d', '0199abcd']) expect(rulesBroken('assignee_id', id)).toEqual([]);
  for (const id of ['ann lee', 'a/b', 'ä', '<ann>']) expect(rulesBroken('assignee_id', id)).toEqual(['format']);
});

it('status and priority are closed lists', () => {
  for (const value of ['pending', 'in_progress', 'completed']) expect(rulesBroken('status', value)).toEqual([]);
  for (const value of ['low', 'medium', 'high']) expect(rulesBroken('priority', value)).toEqual([]);
  expect(rulesBroken('status', 'done')).toEqual(['invalid_value']);
  expect(rulesBroken('priority', 'urgent')).toEqual(['invalid_value']);
});
