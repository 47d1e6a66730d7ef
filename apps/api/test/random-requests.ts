import * as fc from 'fast-check';
import { METHODS } from 'node:http';
import type { NodeRequest } from './node-request.js';

/** In the place of the id of a task that exists. */
export const KNOWN = '{known}';

const FIELDS = ['title', 'description', 'status', 'priority', 'assignee_id', 'department'];
const PARAMETERS = ['status', 'priority', 'assignee_id', 'department', 'sort', 'limit', 'cursor', 'offset'];
const WORDS = ['pending', 'completed', 'high', 'ann', 'A title', '', '-created_at', '1', '100', '0', '__proto__', '\0'];
export const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
export const TRACEPARENT = `00-${TRACE_ID}-7d2ea792e2df6a01-01`;

const often = <Value>(weight: number, arbitrary: fc.Arbitrary<Value>) => ({ weight, arbitrary });
const binary = fc.string({ unit: 'binary' });
const word = fc.oneof(fc.constantFrom(...WORDS), fc.string(), binary);
/** What Node lets into a header. */
const headerText = binary.map((text) =>
  Buffer.from(text)
    .toString('latin1')
    .replaceAll(/\p{Cc}/gu, ''),
);

const value = fc.oneof(often(3, word), often(1, fc.jsonValue()), often(1, fc.constantFrom('x'.repeat(10_001), null)));
const fields = fc.dictionary(fc.oneof(often(5, fc.constantFrom(...FIELDS)), often(1, word)), value, { maxKeys: 6 });
const task = fc.record(
  {
    title: fc.constantFrom('A', 'B'),
    status: fc.constantFrom('pending', 'completed', 'open'),
    priority: fc.constantFrom('low', 'urgent'),
    assignee_id: fc.constantFrom('ann', null, ' '),
  },
  { requiredKeys: [] },
);
const nesting = fc.integer({ min: 1, max: 50_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth));
const body = fc.oneof(
  often(
    4,
    task.map((object) => JSON.stringify(object)),
  ),
  often(
    4,
    fields.map((object) => JSON.stringify(object)),
  ),
  often(1, fc.json()),
  often(1, binary),
  often(1, nesting),
  often(
    1,
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  ),
);

const percent = (text: string) => encodeURIComponent(text.toWellFormed());
const visible = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code)) });
const cursor = fc.array(fc.oneof(word, fc.jsonValue(), fc.constantFrom('created_at', 'desc')), { maxLength: 5 });
const query = fc.oneof(
  often(9, fc.constant('')),
  often(
    3,
    fc
      .array(fc.tuple(fc.constantFrom(...PARAMETERS), word), { maxLength: 3 })
      .map((pairs) => `?${pairs.map(([name, text]) => `${name}=${percent(text)}`).join('&')}`),
  ),
  often(
    1,
    cursor.map((parts) => `?cursor=${Buffer.from(JSON.stringify(parts)).toString('base64url')}`),
  ),
  often(
    1,
    visible.map((text) => `?${text}`),
  ),
);
const path = fc.oneof(
  often(5, fc.constantFrom('/api/tasks', '/api/tasks/')),
  often(5, fc.constantFrom(`/api/tasks/${KNOWN}`, `/api/tasks/${KNOWN}/`)),
  often(
    1,
    fc.uuid().map((id) => `/api/tasks/${id}`),
  ),
  often(
    1,
    word.map((id) => `/api/tasks/${percent(id)}`),
  ),
  often(
    1,
    visible.map((id) => `/api/tasks/${id}`),
  ),
  often(
    1,
    visible.map((text) => `/${text}`),
  ),
  often(1, fc.constantFrom('/health', '/ready', '/api/openapi.json', '*', 'http://elsewhere/api/tasks')),
);

const malformed = [
  '',
  '00',
  `${TRACEPARENT}-00`,
  TRACEPARENT.replace('00-', 'ff-'),
  `00-${'0'.repeat(32)}-7d2ea792e2df6a01-01`,
];
const headers = fc.record(
  {
    'content-type': fc.oneof(
      often(20, fc.constantFrom('application/json', 'application/json; charset=utf-8')),
      often(1, fc.constantFrom('text/plain', 'application/xml', 'application/json, text/plain', '')),
      often(1, headerText),
    ),
    traceparent: fc.oneof(
      fc.constantFrom(TRACEPARENT, ...malformed),
      headerText,
      fc.constant<string[]>([TRACEPARENT, TRACEPARENT]),
    ),
    tracestate: fc.oneof(fc.constantFrom('a=b', 'a=b,'.repeat(40), '=', 'a=b,a=c'), headerText),
    'consistency-token': fc.oneof(
      often(6, fc.constantFrom('0', '1')),
      often(1, fc.constantFrom('1e9', '-1', '999999')),
      often(1, headerText),
    ),
    prefer: fc.oneof(fc.constantFrom('wait=1', 'wait=x', 'respond-async'), headerText),
    baggage: headerText,
    expect: fc.constantFrom('100-continue', 'nothing'),
    'x-http-method-override': fc.constantFrom('DELETE', 'GET'),
  },
  { requiredKeys: ['content-type'] },
);

const method = fc.oneof(
  often(9, fc.constantFrom('GET', 'POST', 'PUT')),
  often(1, fc.constant('DELETE')),
  often(1, fc.constantFrom(...METHODS.filter((name) => name !== 'CONNECT'))),
);

/** Of any kind; a path may hold {@link KNOWN}. */
export const randomRequest: fc.Arbitrary<NodeRequest> = fc
  .record({ method, path, query, headers, body: fc.option(body, { nil: undefined, freq: 5 }) })
  .map(({ path, query, ...rest }) => ({ ...rest, path: path + query }));
