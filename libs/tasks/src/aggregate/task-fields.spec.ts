import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';
import { taskFields } from './task-fields.js';

type Field = keyof typeof taskFields;

const rulesBroken = (field: Field, value: unknown) =>
  taskFields[field]
    .safeParse(value)
    .error?.issues.map((issue) => (issue.code === 'custom' ? String(issue.params?.rule) : issue.code)) ?? [];

const LENGTHS: [Field, number, number][] = [
  ['title', 1, 200],
  ['description', 0, 10_000],
  ['assignee_id', 1, 100],
  ['department', 1, 100],
];

describe.each(LENGTHS)('%s', (field, min, max) => {
  it(`has at least ${min} characters after trimming, and at most ${max} as it is sent`, () => {
    for (const length of [min, min + 1, max - 4]) {
      expect(taskFields[field].parse(` \n${'x'.repeat(length)}\t `)).toBe('x'.repeat(length));
    }
    expect(taskFields[field].parse('x'.repeat(max))).toBe('x'.repeat(max));
    expect(rulesBroken(field, `x${' '.repeat(max)}`)).toEqual(['max_length']);
    expect(rulesBroken(field, 'x'.repeat(max + 1))).toEqual(['max_length']);
    expect(rulesBroken(field, '\u0000'.repeat(1_000_000))).toEqual(['max_length']);
    expect(rulesBroken(field, ' \n ').includes('min_length')).toBe(min > 0);
  });

  it('is text, without control characters or halves of characters', () => {
    for (const inside of ['\u0000', '\u001b', '\u007f', '\u0085', '\u009f', '\ud83d', '\ude00', '\ude00\ud83d']) {
      expect(rulesBroken(field, `a${inside}b`)).toEqual(['format']);
    }
    for (const value of [1, true, [], {}, null, undefined]) expect(rulesBroken(field, value)).toEqual(['invalid_type']);
  });

  it('tells callers its lengths by the document, and what is allowed without what was given', () => {
    expect(z.toJSONSchema(taskFields[field])).toMatchObject({ type: 'string', minLength: min, maxLength: max });
    const refused = ['secret'.repeat(max), 'secret\u0000', ''];
    const messages = refused.flatMap((value) => taskFields[field].safeParse(value).error?.issues ?? []);

    expect(messages[0]?.message).toBe(`must have at most ${max} characters`);
    for (const { message } of messages) expect(message).toMatch(/^(must|may) (?!.*secret)/);
  });
});

it('a length counts characters, not UTF-16 units', () => {
  for (const [field, max] of [
    ['title', 200],
    ['description', 10_000],
    ['department', 100],
  ] as const) {
    expect(rulesBroken(field, '😀'.repeat(max))).toEqual([]);
    expect(rulesBroken(field, '😀'.repeat(max + 1))).toEqual(['max_length']);
  }
});

it('one character too few is said in the singular', () => {
  const [issue] = taskFields.title.safeParse('  ').error?.issues ?? [];
  expect(issue?.message).toBe('must have at least 1 character');
});

it('a title is taken exactly when it keeps its rules', () => {
  const unit = fc.constantFrom('a', 'ä', '😀', ' ', '\u00a0', '\n', '\u0000', '\u0085', '\ud83d', '\ude00');
  const end = fc.string({ unit, maxLength: 4 });
  const middle = fc.oneof(
    fc.constant(''),
    fc.integer({ min: 190, max: 205 }).map((count) => '😀'.repeat(count)),
  );
  const title = fc.tuple(end, middle, end).map((parts) => parts.join(''));

  fc.assert(
    fc.property(title, (given) => {
      const trimmed = given.trim();
      const characters = Array.from(trimmed);
      const control = (character: string) => character < ' ' || (character >= '\u007f' && character <= '\u009f');
      const fits = characters.length >= 1 && Array.from(given).length <= 200;
      const keeps = fits && trimmed.isWellFormed() && !characters.some(control);

      expect(taskFields.title.safeParse(given).data).toBe(keeps ? trimmed : undefined);
    }),
    { numRuns: 500 },
  );
});

it('only a description may have line breaks and tabs', () => {
  expect(rulesBroken('description', 'a\r\n\tb')).toEqual([]);
  for (const layout of ['\n', '\r', '\t']) {
    for (const field of ['title', 'department'] as const) expect(rulesBroken(field, `a${layout}b`)).toEqual(['format']);
  }
});

it('an assignee is an opaque id', () => {
  for (const id of ['ann', 'user-1', 'a.b:c_d', '0199abcd']) expect(rulesBroken('assignee_id', id)).toEqual([]);
  for (const id of ['ann lee', 'a/b', 'ä', '<ann>', 'ann\nlee']) {
    expect(rulesBroken('assignee_id', id)).toEqual(['format']);
  }
});

it('an id is a UUID', () => {
  expect(rulesBroken('id', '0199abcd-1234-7abc-8def-0123456789ab')).toEqual([]);
  for (const id of ['', '1', '0199abcd12347abc8def0123456789ab', "' OR 1=1"]) {
    expect(rulesBroken('id', id)).toEqual(['invalid_format']);
  }
});

it('status and priority are closed lists', () => {
  for (const value of ['pending', 'in_progress', 'completed']) expect(rulesBroken('status', value)).toEqual([]);
  for (const value of ['low', 'medium', 'high']) expect(rulesBroken('priority', value)).toEqual([]);
  for (const value of ['done', 'Pending', ' pending', '', null, 1]) {
    expect(rulesBroken('status', value)).toEqual(['invalid_value']);
    expect(rulesBroken('priority', value)).toEqual(['invalid_value']);
  }
});
