import { z } from 'zod';

/** Lengths count characters as JSON Schema does: an emoji is one, and the most are counted as they are sent. */
function text({ min, max, pattern, hint }: { min: number; max: number; pattern: string; hint: string }) {
  const allowed = new RegExp(`^${pattern}$`, 'u');
  return z
    .string()
    .refine((value) => length(value) <= max, {
      error: `must have at most ${max} characters`,
      params: { rule: 'max_length' },
      abort: true,
    })
    .trim()
    .refine((value) => length(value) >= min, {
      error: `must have at least ${min} ${min === 1 ? 'character' : 'characters'}`,
      params: { rule: 'min_length' },
      abort: true,
    })
    .refine((value) => value.isWellFormed() && allowed.test(value), { error: hint, params: { rule: 'format' } })
    .meta({ minLength: min, maxLength: max, pattern: `^${TRIMMED}${pattern}${TRIMMED}$` });
}

function length(value: string): number {
  let characters = 0;
  for (const _ of value) characters++;
  return characters;
}

/*
 * Patterns are read by the tools of callers too, in Python, Go or Rust: no look-around, no classes that JavaScript alone
 * has, and none, such as \s, that mean something else elsewhere; no halves of characters either, which are refused
 * beside the pattern, since no UTF-8 can hold them.
 */

/** What JavaScript trims, which JSON Schema does not. */
const SPACE = String.raw`\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`;
const TRIMMED = `[${SPACE}]*`;
const CONTROLS = String.raw`\u0000-\u001f\u007f-\u009f`;
const CONTROLS_BUT_LAYOUT = String.raw`\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f`;
/** At least one character, and none of space at an end. */
const LINE = `[^${CONTROLS}${SPACE}]([^${CONTROLS}]*[^${CONTROLS}${SPACE}])?`;

const title = text({ min: 1, max: 200, pattern: LINE, hint: 'must not contain control characters' });
const description = text({
  min: 0,
  max: 10_000,
  pattern: `[^${CONTROLS_BUT_LAYOUT}]*`,
  hint: 'must not contain control characters other than tab and line breaks',
});
const identifier = text({
  min: 1,
  max: 100,
  pattern: '[A-Za-z0-9_.:-]+',
  hint: 'may contain letters, digits and . _ : -',
});
const department = text({ min: 1, max: 100, pattern: LINE, hint: 'must not contain control characters' });

/** Any offset is taken; kept is UTC, so that due dates order as texts. */
const dueDate = z.iso
  .datetime({ offset: true })
  .transform((value) => new Date(value).toISOString())
  .refine((value) => /^\d{4}-/.test(value), { error: 'must be in the years 0000 to 9999', params: { rule: 'range' } })
  .meta({
    type: 'string',
    format: 'date-time',
    description: 'When it is to be done',
    example: '2030-01-31T17:00:00Z',
  });

/** The fields of a task and their rules, once for commands, queries and the API document. */
export const taskFields = {
  id: z.uuid(),
  title: title.meta({ description: 'What is to be done', example: 'Implement feature X' }),
  description: description.meta({ description: 'Details', example: 'As discussed on Monday' }),
  status: z.enum(['pending', 'in_progress', 'completed']),
  priority: z.enum(['low', 'medium', 'high']),
  assignee_id: identifier.meta({ description: 'Opaque id of the person in charge', example: 'ann' }),
  department: department.meta({ example: 'sales' }),
  due_date: dueDate,
} as const;

export type TaskStatus = z.output<typeof taskFields.status>;
export type TaskPriority = z.output<typeof taskFields.priority>;
