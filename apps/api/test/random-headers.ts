import * as fc from 'fast-check';
import { binary, often } from './random-bodies.js';

export const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
export const TRACEPARENT = `00-${TRACE_ID}-7d2ea792e2df6a01-01`;

/** What Node lets into a header. */
const text = binary.map((characters) =>
  Buffer.from(characters)
    .toString('latin1')
    .replaceAll(/\p{Cc}/gu, ''),
);
const malformedTraces = [
  '',
  '00',
  `${TRACEPARENT}-00`,
  TRACEPARENT.replace('00-', 'ff-'),
  `00-${'0'.repeat(32)}-7d2ea792e2df6a01-01`,
];
const oneOf = (...values: readonly string[]) =>
  fc.oneof(often(6, fc.constantFrom(...values)), often(1, text)) as fc.Arbitrary<string | string[]>;
/** Absent the more often, the more requests it has refused. */
const absent = (weight: number, arbitrary: fc.Arbitrary<string | string[]>) =>
  fc.oneof(often(weight, fc.constant(undefined)), often(1, arbitrary));
const sometimes = (arbitrary: fc.Arbitrary<string | string[]>) => absent(3, arbitrary);
const rarely = (arbitrary: fc.Arbitrary<string | string[]>) => absent(20, arbitrary);

/**
 * All that a request may have beside who asks; `{key}` is the same for the same request, `{etag}` and
 * `{token}` are for what answers gave.
 */
export const headers = fc
  .record({
    'content-type': fc.oneof(
      often(20, fc.constant<string | string[]>('{type}')),
      often(1, fc.constantFrom('text/plain', 'application/json', 'application/json, text/plain', '')),
      often(1, text),
    ),
    'idempotency-key': sometimes(oneOf('{key}', '{key}', 'a', '"a"', '""', 'x'.repeat(256))),
    'if-match': sometimes(oneOf('{etag}', '*', '"1"', '"1", {etag}', 'W/"1"', '1', '"')),
    'if-none-match': sometimes(oneOf('{etag}', '*', 'W/{etag}', '"x", {etag}', '1')),
    'consistency-token': sometimes(oneOf('{token}', '{token}', '0', '1e9', '-1', '999999')),
    prefer: sometimes(oneOf('wait=1', 'wait=x', 'respond-async')),
    traceparent: fc.oneof(
      fc.constantFrom(undefined, TRACEPARENT, ...malformedTraces),
      text,
      fc.constant<string[]>([TRACEPARENT, TRACEPARENT]),
    ),
    tracestate: sometimes(oneOf('a=b', 'a=b,'.repeat(40), '=', 'a=b,a=c')),
    accept: rarely(oneOf('application/json', '*/*', 'application/problem+json', 'text/html', 'application/json;q=0')),
    'accept-encoding': rarely(oneOf('gzip', 'identity', 'identity;q=0', '*;q=0')),
    origin: rarely(oneOf('null', 'http://127.0.0.1', 'https://elsewhere.example')),
    host: rarely(oneOf('localhost', 'elsewhere.example', '127.0.0.1:1')),
    baggage: rarely(text as fc.Arbitrary<string | string[]>),
    range: rarely(oneOf('bytes=0-1')),
    expect: rarely(oneOf('100-continue', 'nothing')),
    'x-http-method-override': rarely(oneOf('DELETE', 'GET')),
    cookie: rarely(oneOf('a=b')),
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));

export const HEADER_NAMES = ['Idempotency-Key', 'If-Match', 'If-None-Match', 'Consistency-Token', 'Prefer'];
