import { type FieldError, Refusal } from '#libs/event-sourcing';
import { z } from 'zod';

/** The input breaks rules of its schema. `errors` goes to the sender; `message` may go anywhere. */
export class InvalidInput extends Refusal {
  readonly kind = 'validation';
  readonly code = 'invalid_input';
  readonly summary = 'Validation failed';
  declare readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[]) {
    super([...new Set(errors.map(describe))].join('; '), errors);
  }
}

/** The name of an unknown field is the sender's content too. */
function describe({ pointer, rule, detail }: FieldError): string {
  return rule === 'unknown_field' ? 'unknown field' : `${pointer || 'input'}: ${detail}`;
}

/** A body may break a hundred thousand rules; its sender will not read them all. */
const MAX_ERRORS = 100;

/**
 * The input as its schema gives it.
 * @throws {InvalidInput} with the broken rules
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(input, { reportInput: true });
  if (success) return data;
  throw new InvalidInput(error.issues.flatMap((issue) => fieldErrors(issue, schema)).slice(0, MAX_ERRORS));
}

function fieldErrors(issue: z.core.$ZodIssue, schema: z.ZodType): FieldError[] {
  if (issue.code === 'unrecognized_keys') return unknownFields(issue, schema);
  const [rule, detail] = ruleOf(issue);
  return [{ pointer: pointerTo(issue.path), rule, detail, ...shown(issue.input) }];
}

function unknownFields({ path, keys, input }: z.core.$ZodIssueUnrecognizedKeys, schema: z.ZodType): FieldError[] {
  const fields = Object(input) as Readonly<Record<string, unknown>>;
  const known = path.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const detail = `is not known here${known.length > 0 ? `; known are ${known.join(', ')}` : ''}`;
  return keys.map((key) => ({
    pointer: pointerTo([...path, key]),
    rule: 'unknown_field',
    detail,
    ...shown(fields[key]),
  }));
}

function ruleOf(issue: z.core.$ZodIssue): readonly [rule: string, detail: string] {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? ['required', 'is required']
        : ['type', `must be ${article(issue.expected)} ${issue.expected}`];
    case 'too_small':
      return ['min_length', `must have at least ${count(issue.minimum)}`];
    case 'too_big':
      return ['max_length', `must have at most ${count(issue.maximum)}`];
    case 'invalid_value':
      return ['one_of', `must be one of ${issue.values.join(', ')}`];
    case 'invalid_format':
      return ['format', formats[issue.format] ?? issue.message];
    case 'custom':
      return [(issue.params?.['rule'] as string | undefined) ?? 'format', issue.message];
    default:
      return ['format', issue.message];
  }
}

const formats: Readonly<Record<string, string>> = { uuid: 'must be a UUID' };

function count(characters: number | bigint): string {
  return `${characters} ${Number(characters) === 1 ? 'character' : 'characters'}`;
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? 'an' : 'a';
}

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const SHOWN_CHARACTERS = 100;

/** Nothing for what was not given. */
function shown(value: unknown): { readonly value?: unknown } {
  return value === undefined ? {} : { value: shortened(value) };
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
  return typeof value === 'object' && value !== null ? (Array.isArray(value) ? '[…]' : '{…}') : value;
}
