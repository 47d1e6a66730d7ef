import { Refusal } from '#libs/event-sourcing';
import type { z } from 'zod';

/** One rule that the input breaks. */
export interface FieldError {
  /** JSON pointer into the input; empty: the input itself. */
  readonly pointer: string;
  /** Stable word for the rule: `required`, `type`, `min_length`, `max_length`, `one_of`, `format`, `unknown_field`. */
  readonly rule: string;
  /** What is allowed, in words. */
  readonly detail: string;
  /** What was given, shortened; for its sender only. */
  readonly value?: unknown;
}

/** The input breaks rules of its schema. `errors` goes to the sender; `message` may go anywhere. */
export class InvalidInput extends Refusal {
  readonly kind = 'validation';
  readonly code = 'invalid_input';
  readonly summary = 'Validation failed';
  readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[]) {
    super(errors.map(describe).join('; '));
    this.errors = errors;
  }
}

/** The name of an unknown field is the sender's content too. */
function describe({ pointer, rule, detail }: FieldError): string {
  return rule === 'unknown_field' ? 'unknown field' : `${pointer || 'input'}: ${detail}`;
}

/**
 * The input as its schema gives it.
 * @throws {InvalidInput} with every broken rule
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(input, { reportInput: true });
  if (success) return data;
  throw new InvalidInput(error.issues.flatMap(fieldErrors));
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const pointer = pointerTo(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key]),
      rule: 'unknown_field',
      detail: 'this field is not known here',
    }));
  }
  const [rule, detail] = ruleOf(issue);
  return [{ pointer, rule, detail, ...(issue.input !== undefined && { value: shortened(issue.input) }) }];
}

function ruleOf(issue: z.core.$ZodIssue): readonly [rule: string, detail: string] {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? ['required', 'this field is required']
        : ['type', `must be ${article(issue.expected)} ${issue.expected}`];
    case 'too_small':
      return issue.origin === 'string'
        ? ['min_length', `must have at least ${issue.minimum} characters`]
        : ['minimum', `must be at least ${issue.minimum}`];
    case 'too_big':
      return issue.origin === 'string'
        ? ['max_length', `must have at most ${issue.maximum} characters`]
        : ['maximum', `must be at most ${issue.maximum}`];
    case 'invalid_value':
      return ['one_of', `must be one of ${issue.values.join(', ')}`];
    case 'custom':
      return [(issue.params?.['rule'] as string | undefined) ?? 'format', issue.message];
    default:
      return ['format', issue.message];
  }
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? 'an' : 'a';
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const SHOWN_CHARACTERS = 100;

function shortened(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
  return typeof value === 'object' && value !== null ? (Array.isArray(value) ? '[…]' : '{…}') : value;
}
