import * as fc from 'fast-check';

export const often = <Value>(weight: number, arbitrary: fc.Arbitrary<Value>) => ({ weight, arbitrary });

const FIELDS = ['title', 'description', 'status', 'priority', 'assignee_id', 'department', 'due_date'];
const WORDS = ['pending', 'completed', 'high', 'ann', 'A title', '', '-created_at', '1', '100', '0', '__proto__', '\0'];
export const binary = fc.string({ unit: 'binary' });
export const word = fc.oneof(fc.constantFrom(...WORDS), fc.string(), binary);

/** Fields that a task may have, nearly all of them right. */
const task = fc.record(
  {
    title: fc.constantFrom('A', 'B'),
    description: fc.constantFrom('C', null),
    status: fc.oneof(often(9, fc.constantFrom('pending', 'in_progress', 'completed')), often(1, fc.constant('open'))),
    priority: fc.constantFrom('low', 'high'),
    assignee_id: fc.constantFrom('ann', 'bob', null),
    department: fc.constantFrom('sales', 'legal', null),
    due_date: fc.constantFrom('2030-01-31T17:00:00Z', '2030-01-31T17:00:00+05:30', null),
  },
  { requiredKeys: [] },
);
/** The plain one comes often, so that keys meet the same request of others. */
const newTask = fc.oneof(
  fc.constant({ title: 'A' }),
  task.map((fields) => ({ title: 'A', ...fields })),
);

const value = fc.oneof(often(3, word), often(1, fc.jsonValue()), often(1, fc.constantFrom('x'.repeat(10_001), null)));
const fields = fc.dictionary(fc.oneof(often(5, fc.constantFrom(...FIELDS)), often(1, word)), value, { maxKeys: 6 });
const nesting = fc.integer({ min: 1, max: 50_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth));

const version = fc.constantFrom(undefined, undefined, 1, 2, 0, '1');
const operation = fc.oneof(
  often(3, fc.record({ op: fc.constant('create'), task: fc.oneof(often(4, newTask), often(1, fields)) })),
  often(
    3,
    fc.record({ op: fc.constant('update'), id: fc.constant('{task}'), version, changes: fc.oneof(task, fields) }),
  ),
  often(
    1,
    fc.record({ op: fc.constantFrom('delete', 'restore'), id: fc.constantFrom('{task}', '{task}', 'x'), version }),
  ),
  often(1, fc.oneof(fields, fc.jsonValue())),
);

const json = <Value>(values: fc.Arbitrary<Value>) => values.map((each) => JSON.stringify(each) ?? '');
const wild = fc.oneof(
  often(4, json(fields)),
  often(1, fc.json()),
  often(1, binary),
  often(1, nesting),
  often(
    1,
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  ),
);
const sometimesWild = (sensible: fc.Arbitrary<string>) => fc.oneof(often(5, sensible), often(1, wild));

/** May hold `{task}` for the id of one. */
export const bodies = {
  create: sometimesWild(json(newTask)),
  change: sometimesWild(json(task)),
  bulk: sometimesWild(json(fc.record({ operations: fc.array(operation, { minLength: 1, maxLength: 4 }) }))),
  process: sometimesWild(
    json(fc.record({ ids: fc.array(fc.constantFrom('{task}', '{task}', 'x'), { maxLength: 3 }) })),
  ),
  any: fc.oneof(json(task), wild),
} as const;
