import { z } from 'zod';

/** Lengths count characters as JSON Schema does: an emoji is one. */
function text({ min, max, allowed, hint }: { min: number; max: number; allowed: RegExp; hint: string }) {
  return z
    .string()
    .trim()
    .refine((value) => length(value) >= min, {
      error: `must have at least ${min} ${min === 1 ? 'character' : 'characters'}`,
      params: { rule: 'min_length' },
    })
    .refine((value) => length(value) <= max, {
      error: `must have at most ${max} characters`,
      params: { rule: 'max_length' },
      abort: true,
    })
    .refine((value) => allowed.test(value), { error: hint, params: { rule: 'format' } })
    .meta({ minLength: min, maxLength: max, pattern: min > 0 ? `${NOT_BLANK}${allowed.source}` : allowed.source });
}

/** JSON Schema does not trim. */
const NOT_BLANK = String.raw`^(?=\s*\S)`;

function length(value: string): number {
  let characters = 0;
  for (const _ of value) characters++;
  return characters;
}

/** Halves of characters are refused too: no UTF-8 can hold them. */
const NO_CONTROLS = /^[^\p{Cc}\p{Cs}]*$/u;
const NO_CONTROLS_BUT_LAYOUT = /^([^\p{Cc}\p{Cs}]|[\t\n\r])*$/u;
const IDENTIFIER = /^[\w.:-]+$/;

const title = text({ min: 1, max: 200, allowed: NO_CONTROLS, hint: 'must not contain control characters' });
const description = text({
  min: 0,
  max: 10_000,
  allowed: NO_CONTROLS_BUT_LAYOUT,
  hint: 'must not contain control characters other than tab and line breaks',
});
const identifier = text({ min: 1, max: 100, allowed: IDENTIFIER, hint: 'may contain letters, digits and . _ : -' });
const department = text({ min: 1, max: 100, allowed: NO_CONTROLS, hint: 'must not contain control characters' });

/** Any offset is taken; kept is UTC, so that due dates order as texts. */
const dueDate = z.iso
  .datetime({ offset: true })
  .transform((value) => new Date(value).toISOString())
  .refine((value) => /^\d{4}-/.test(value), { error: 'must be in the years 0000 to 9999', params: { rule: 'range' } })
  .meta({
    type: 'string',
    format: 'date-time',
    description: 'When it is to be done',
    examples: ['2030-01-31T17:00:00Z'],
  });

/** The fields of a task and their rules, once for commands, queries and the API document. */
export const taskFields = {
  id: z.uuid(),
  title: title.meta({ description: 'What is to be done', examples: ['Implement feature X'] }),
  description: description.meta({ description: 'Details', examples: ['As discussed on Monday'] }),
  status: z.enum(['pending', 'in_progress', 'completed']),
  priority: z.enum(['low', 'medium', 'high']),
  assignee_id: identifier.meta({ description: 'Opaque id of the person in charge', examples: ['ann'] }),
  department: department.meta({ examples: ['sales'] }),
  due_date: dueDate,
} as const;

export type TaskStatus = z.output<typeof taskFields.status>;
export type TaskPriority = z.output<typeof taskFields.priority>;
