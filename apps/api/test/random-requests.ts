import * as fc from 'fast-check';
import { METHODS } from 'node:http';
import { bodies, often, word } from './random-bodies.js';
import { headers } from './random-headers.js';
import { type CallerName, strangerNames, userNames } from './random-callers.js';

/** Texts in it may hold `{task}` and the like, for what answers gave. */
export interface RandomRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string | Buffer | undefined;
  readonly caller: CallerName;
  /** Chooses among what answers gave. */
  readonly choice: number;
}

const nothing = fc.constant(undefined);
const page = { limit: ['1', '2', '100', '0'], cursor: ['{cursor}', '{cursor}', '1'] };

/** Each operation of the API document, with its body and what its query may be. */
export const operations = {
  'POST /api/tasks': [bodies.create, {}],
  'GET /api/tasks': [
    nothing,
    {
      ...page,
      status: ['pending', 'open'],
      priority: ['low', 'high'],
      assignee_id: ['ann', 'bob'],
      department: ['sales', 'legal'],
      search: ['a', 'secret', '!'],
      sort: ['created_at', '-updated_at', 'due_date', 'title'],
    },
  ],
  'POST /api/tasks/bulk': [bodies.bulk, {}],
  'GET /api/tasks/{task}': [nothing, { at: ['1', '2', '2030-01-31T17:00:00Z', 'x'] }],
  'PUT /api/tasks/{task}': [bodies.change, {}],
  'PATCH /api/tasks/{task}': [bodies.change, {}],
  'DELETE /api/tasks/{task}': [nothing, {}],
  'POST /api/tasks/{task}/restore': [nothing, {}],
  'POST /api/tasks/{task}/process': [nothing, {}],
  'POST /api/tasks/process': [bodies.process, {}],
  'GET /api/tasks/{task}/history': [nothing, page],
  'GET /api/events': [
    nothing,
    { ...page, order: ['asc', 'desc', 'up'], type: ['task.created.v1'], stream_id: ['task-{task}'] },
  ],
  'GET /api/events/{event}/trace': [nothing, {}],
  'GET /api/subscriptions': [nothing, {}],
  'GET /api/subscriptions/tasks.v3.g1/parked': [nothing, page],
  'POST /api/subscriptions/tasks.v3.g1/parked/{event}/retry': [nothing, {}],
  'POST /api/subscriptions/tasks.v3.g1/parked/{event}/skip': [nothing, {}],
  'GET /api/traces/{trace}/events': [nothing, page],
} as const satisfies Record<string, readonly [fc.Arbitrary<string | Buffer | undefined>, Record<string, string[]>]>;

const percent = (text: string) => encodeURIComponent(text.toWellFormed()).replaceAll(/%7B(\w+)%7D/g, '{$1}');
const visible = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code)) });
const forged = fc
  .array(fc.oneof(word, fc.jsonValue(), fc.constantFrom('created_at', 'desc')), { maxLength: 5 })
  .map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url'));

function queryOf(known: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<string> {
  const names = Object.keys(known);
  const none = fc.constant('');
  if (names.length === 0)
    return fc.oneof(
      often(9, none),
      often(
        1,
        visible.map((text) => `?${text}`),
      ),
    );
  const pair = fc.constantFrom(...names).chain((name) => {
    const right = fc.constantFrom(...(known[name] ?? []));
    const value = fc.oneof(often(8, right), often(1, word), often(1, forged));
    return value.map((text) => `${name}=${percent(text)}`);
  });
  const pairs = fc.uniqueArray(pair, { minLength: 1, maxLength: 3, selector: (each) => each.split('=', 1)[0] });
  return fc.oneof(
    often(3, none),
    often(
      6,
      pairs.map((all) => `?${all.join('&')}`),
    ),
    often(
      1,
      visible.map((text) => `?${text}`),
    ),
  );
}

type Target = Pick<RandomRequest, 'method' | 'path' | 'body'>;

const sensible: fc.Arbitrary<Target> = fc.oneof(
  ...Object.entries(operations).map(([operation, [body, query]]) => {
    const [method = '', path = ''] = operation.split(' ');
    const slash = fc.constantFrom('', '', '', '/');
    return fc
      .record({ body: body as fc.Arbitrary<string | Buffer | undefined>, query: queryOf(query), slash })
      .map(({ body, query, slash }) => ({ method, path: path + slash + query, body }));
  }),
);

const ids = fc.oneof(fc.uuid(), word.map(percent), visible, fc.constant('{TASK}'));
const wild: fc.Arbitrary<Target> = fc.record({
  method: fc.oneof(
    often(3, fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE')),
    often(1, fc.constantFrom(...METHODS.filter((name) => name !== 'CONNECT'))),
  ),
  path: fc.oneof(
    fc.constantFrom(...Object.keys(operations).map((operation) => operation.split(' ')[1] ?? '')),
    ids.map((id) => `/api/tasks/${id}`),
    ids.map((id) => `/api/events/${id}/trace`),
    ids.map((id) => `/api/traces/${id}/events`),
    visible.map((text) => `/${text}`),
    fc.constantFrom('/health', '/ready', '/api/openapi.json', '/api/docs', '*', 'http://elsewhere/api/tasks'),
  ),
  body: fc.option(bodies.any, { nil: undefined, freq: 3 }),
});

export const randomRequest: fc.Arbitrary<RandomRequest> = fc
  .record({
    target: fc.oneof(often(4, sensible), often(1, wild)),
    headers,
    caller: fc.oneof(
      often(9, fc.constantFrom<CallerName>('local', ...userNames)),
      often(1, fc.constantFrom<CallerName>(...strangerNames)),
    ),
    choice: fc.nat(),
  })
  .map(({ target, ...rest }) => ({ ...target, ...rest }));
