import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import type { LogFilter, ReadModel } from '#libs/event-sourcing';
import type { SqliteStore } from '#libs/store-sqlite';
import { commitOf, idOf } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { DocumentTable } from './document-table.js';
import { FORGET_SOME, REMEMBER } from './key-records.js';
import { ADVANCE } from './leases.js';
import { SCHEMA } from './schema.js';
import { Writer } from './writer.js';

interface Task {
  readonly status: string;
  readonly assignee: string | null;
  readonly created_at: string;
}

const definition = {
  name: 'tasks',
  version: 1,
  indexes: [['created_at'], ['status'], ['status', 'created_at'], ['assignee', 'created_at']],
} as const;
const folder = new TemporaryFolder();
const prepared = new Set<string>();
let spy: { mockRestore(): void };
let path: string;
let store: SqliteStore;
let tasks: ReadModel<Task>;

afterAll(() => folder.remove());

beforeEach(async () => {
  path = folder.file();
  store = await folder.open({ path });
  tasks = await store.readModels.open<Task>(definition);
  prepared.clear();
  const { prepare } = DatabaseSync.prototype;
  spy = jest.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, sql, options) {
    prepared.add(sql);
    return prepare.call(this, sql, options);
  });
});
afterEach(() => spy.mockRestore());

/** Each statement's steps as SQLite plans them. */
function plans(): string[] {
  spy.mockRestore();
  const db = new DatabaseSync(path);
  const statements = [...prepared].filter(
    (sql) => /^\s*(SELECT|INSERT|UPDATE|DELETE)/.test(sql) && !sql.includes('sqlite_schema'),
  );
  expect(statements.length).toBeGreaterThan(0);
  const steps = statements.flatMap((sql) =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail)),
  );
  db.close();
  return steps;
}

function expectSearchesOnly(steps: readonly string[]): void {
  expect(
    steps.filter((step) => /TEMP B-TREE|^SCAN (?!CONSTANT ROW|json_each|tasks.v1.g1 USING COVERING)/.test(step)),
  ).toEqual([]);
}

describe('reading the log', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['the head', () => store.events.head()],
    ['a page', () => store.events.readAll(0, 10)],
    ['the newest page', () => store.events.readAll(Infinity, 10, { backwards: true })],
    ['a page by types', () => store.events.readAll(0, 10, { types: ['a', 'b'] })],
    ['a stream', () => store.events.readStream('task-1')],
    ['part of a stream', () => store.events.readStream('task-1', { after: 1, upTo: 2 })],
    ['a lease', () => store.leases.read('work')],
    ['a key record', () => store.keys.recall('key')],
    ['parked events', () => store.parked.list('work', { after: 1, limit: 10 })],
    ['parked events of a stream', () => store.parked.list('work', { streamId: 'task-1', after: 1, limit: 10 })],
    ['requested ones', () => store.parked.list('work', { requested: true, limit: 1 })],
    ['how many are parked', () => store.parked.count('work')],
    ['parked streams', () => store.parked.streams('work')],
  ])('%s searches, and neither scans nor sorts', async (_, read) => {
    await read();
    const steps = plans();
    expectSearchesOnly(steps);
    expect(steps.join()).toContain('SEARCH');
  });

  it.each<[LogFilter]>([
    [{ streams: ['task-1', 'task-2'] }],
    [{ streams: ['task-1'], types: ['a'] }],
    [{ streams: ['task-1'], backwards: true }],
  ])(
    'a page of %j takes its positions from the index of the streams, and no more rows than it gives',
    async (filter) => {
      await store.events.append(commitOf(1));
      await store.events.readAll(filter.backwards ? Infinity : 0, 10, filter);
      const steps = plans();

      expect(steps.filter((step) => step.startsWith('SCAN '))).not.toContain('SCAN events');
      expect(steps.join()).toMatch(/SEARCH events USING( COVERING)? INDEX sqlite_autoindex_events_1 \(stream_id=\?\)/);
      expect(steps.join()).toMatch(/SEARCH events USING INTEGER PRIMARY KEY \(rowid=\?\)/);
      expect(steps.join()).not.toMatch(/rowid>/);
    },
  );

  it('a commit by its id', async () => {
    await store.events.append(commitOf(1));
    await store.events.readCommit(idOf(1));
    expectSearchesOnly(plans());
  });
});

describe('every declared index serves its list', () => {
  const wheres = [
    [{}, 'created_at'],
    [{ status: 'pending' }, 'created_at'],
    [{ assignee: null }, 'created_at'],
    [{}, 'status'],
  ] as const;
  const cases = wheres.flatMap(([where, field]) =>
    (['asc', 'desc'] as const).flatMap((direction) =>
      [false, true].map((paged) => ({ where, field, direction, paged })),
    ),
  );

  it.each(cases)('$where by $field $direction, after a cursor: $paged', async ({ where, field, direction, paged }) => {
    const sort = { field, direction } as const;
    const after = Buffer.from(JSON.stringify([field, direction, null, 'id'])).toString('base64url');
    await tasks.find({ where, sort, limit: 10, ...(paged && { after }) });

    const steps = plans();

    const [leading] = Object.keys(where);
    expect(steps).toHaveLength(1);
    expect(steps[0]).toContain(
      leading ? `tasks.v1.g1(${leading},created_at) (field_${leading}=?` : `tasks.v1.g1(${field})`,
    );
    if (paged) expect(steps[0]).toContain(`(field_${field},id)${direction === 'asc' ? '>' : '<'}(?,?)`);
    expect(steps.join()).not.toContain('TEMP B-TREE');
  });

  it.each(['asc', 'desc'] as const)('any of several, each from its own, %s', async (direction) => {
    const after = Buffer.from(JSON.stringify(['created_at', direction, 'x', 'id'])).toString('base64url');
    const anyOf = [{ assignee: 'ann' }, { status: 'pending' }];
    await tasks.find({ anyOf, sort: { field: 'created_at', direction }, limit: 10, after });

    const steps = plans();

    const beyond = direction === 'asc' ? '>' : '<';
    expect(steps).toHaveLength(2);
    for (const [index, field] of ['assignee', 'status'].entries()) {
      expect(steps[index]).toContain(`USING INDEX tasks.v1.g1(${field},created_at) (field_${field}=? AND`);
      expect(steps[index]).toContain(`(field_created_at,id)${beyond}(?,?)`);
    }
  });

  it.each(['asc', 'desc'] as const)('a search looks its words up, then only what has them, %s', async (direction) => {
    const notes = await store.readModels.open<Task>({ ...definition, name: 'notes', text: ['status'] });
    const after = Buffer.from(JSON.stringify(['created_at', direction, 'x', 'id'])).toString('base64url');
    const query = { search: 'one two', sort: { field: 'created_at', direction }, limit: 10 } as const;
    await notes.find(query);
    await notes.find({ ...query, where: { status: 'pending' }, after });

    const steps = plans();

    const each = [
      'SCAN notes.v1.g1.words VIRTUAL TABLE INDEX 0:M1',
      'SEARCH notes.v1.g1 USING INTEGER PRIMARY KEY (rowid=?)',
    ];
    expect(steps.filter((step) => /^(SCAN|SEARCH)/.test(step))).toEqual([...each, ...each]);
  });

  it('counting and single documents', async () => {
    await tasks.count({ status: 'pending' });
    await tasks.count();
    await tasks.get('1');
    await tasks.folded(['1', '2']);
    const steps = plans();
    expectSearchesOnly(steps);
    // Tombstones stand in no index: counting need not look at a document.
    expect(steps.filter((step) => step.includes('COVERING INDEX tasks.v1.g1('))).toHaveLength(2);
  });
});

it('the lookups of an append, a lease, an apply and a key record search, and neither scan nor sort', () => {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const writer = new Writer({ path, schema: SCHEMA, busyMs: 100, signal });
  const { upsert } = new DocumentTable(definition);
  const outcomes = writer.execute([
    {
      kind: 'append',
      characters: 1,
      commitId: idOf(2),
      metadata: '{}',
      request: null,
      streams: [{ streamId: 'a', expectedVersion: 0, types: ['t'], data: ['1'] }],
    },
    { kind: 'guarded', guard: { sql: ADVANCE, values: [1, 'none', 1] }, write: { sql: upsert, rows: [] } },
    {
      kind: 'guarded',
      guard: { sql: REMEMBER, values: ['key', '{}', 2, 1] },
      write: { sql: FORGET_SOME, rows: [[1]] },
    },
  ]);
  writer.close();

  expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'done', 'done']);
  const steps = plans();
  expectSearchesOnly(steps);
  expect(steps.join()).toMatch(/SEARCH commits USING COVERING INDEX sqlite_autoindex_commits_1 \(commit_id=\?\)/);
  expect(steps.join()).toMatch(/SEARCH events USING COVERING INDEX sqlite_autoindex_events_1 \(stream_id=\?\)/);
});
