type Command = Readonly<Record<string, unknown>>;

/** Where a command of MongoDB says which documents it is about. */
const FILTERS: Readonly<Record<string, string>> = {
  find: 'filter',
  aggregate: 'pipeline',
  count: 'query',
  distinct: 'query',
  findAndModify: 'query',
};
const WRITES: Readonly<Record<string, string>> = { update: 'updates', delete: 'deletes' };

/** Operators whose operands are filters again. */
const NESTING = new Set(['$and', '$or', '$nor', '$not', '$elemMatch', '$match']);

/** The fields that a command filters by, and how, as JSON without their values; empty for a command without a filter. */
export function queryKeys(command: Command): string {
  const filter = filterOf(command);
  if (filter === undefined) return '';
  const shape = shapeOf(filter);
  return JSON.stringify(Array.isArray(shape) && shape.length === 1 ? shape[0] : shape);
}

function filterOf(command: Command): unknown {
  const [name = ''] = Object.keys(command);
  const writes = command[WRITES[name] ?? ''] as Writes | undefined;
  return writes ? listOf(writes).map(({ q }) => q) : command[FILTERS[name] ?? ''];
}

interface Write {
  readonly q: unknown;
}

/** The driver has put the writes of a batch into bytes already, and keeps them beside. */
type Writes = readonly Write[] | { readonly documents: readonly Write[] };

function listOf(writes: Writes): readonly Write[] {
  return 'documents' in writes ? writes.documents : writes;
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value))
    return [...new Map(value.map(shapeOf).map((shape) => [JSON.stringify(shape), shape])).values()];
  if (!isPlain(value)) return '?';
  return Object.fromEntries(Object.entries(value).map(([key, operand]) => [key, operandOf(key, operand)]));
}

/** A document that a field is compared with is a value, names and all. */
function operandOf(key: string, operand: unknown): unknown {
  const nests = key.startsWith('$') ? NESTING.has(key) : hasOperators(operand);
  return nests ? shapeOf(operand) : '?';
}

function hasOperators(operand: unknown): boolean {
  return isPlain(operand) && Object.keys(operand).every((key) => key.startsWith('$'));
}

/** Not a date, an id or another of BSON's own types. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
