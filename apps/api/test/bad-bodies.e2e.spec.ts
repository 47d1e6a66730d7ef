import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemCode } from '#libs/http';
import { RecordedSpans } from '#testing/tracing';
import { describeEachDatabase } from './each-database.js';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
afterAll(() => spans.stop());

const MEBIBYTE = 1024 * 1024;
const DEEP = 100_000;
const CONTROLS = 'must not contain control characters';
const TEXT = 'must be a string';
const STATUS = 'must be one of pending, in_progress, completed';

/** A field, a value as JSON, the rule that it breaks, what is allowed, and how the answer shows the value. */
const WRONG_VALUES: readonly (readonly [field: string, json: string, rule: string, detail: string, shown: unknown])[] =
  [
    ['title', '""', 'min_length', 'must have at least 1 character', ''],
    ['title', '" \\t\\n"', 'min_length', 'must have at least 1 character', ''],
    ['title', `"${'x'.repeat(201)}"`, 'max_length', 'must have at most 200 characters', `${'x'.repeat(100)}…`],
    ['title', `"${'x'.repeat(10_000)}"`, 'max_length', 'must have at most 200 characters', `${'x'.repeat(100)}…`],
    ['title', '"a\\u0000b"', 'format', CONTROLS, 'a\u0000b'],
    ['title', '"a\\nb"', 'format', CONTROLS, 'a\nb'],
    ['title', '"a\\u009fb"', 'format', CONTROLS, 'a\u009Fb'],
    ['title', '"a\\ud800b"', 'format', CONTROLS, 'a\uD800b'],
    ['title', '"\\udc00"', 'format', CONTROLS, '\uDC00'],
    ['title', 'null', 'type', TEXT, null],
    ['title', '5', 'type', TEXT, 5],
    ['title', '1e999', 'type', TEXT, null],
    ['title', '9'.repeat(400), 'type', TEXT, null],
    ['title', '["a"]', 'type', TEXT, '[…]'],
    ['title', '{"toString":"a"}', 'type', TEXT, '{…}'],
    ['title', '['.repeat(DEEP) + ']'.repeat(DEEP), 'type', TEXT, '[…]'],
    ['title', `${'{"title":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`, 'type', TEXT, '{…}'],
    [
      'description',
      `"${'x'.repeat(10_001)}"`,
      'max_length',
      'must have at most 10000 characters',
      `${'x'.repeat(100)}…`,
    ],
    ['description', '"\\u0007"', 'format', `${CONTROLS} other than tab and line breaks`, '\u0007'],
    ['description', 'false', 'type', TEXT, false],
    ['status', '"open"', 'one_of', STATUS, 'open'],
    ['status', '"constructor"', 'one_of', STATUS, 'constructor'],
    ['status', 'null', 'one_of', STATUS, null],
    ['priority', '2', 'one_of', 'must be one of low, medium, high', 2],
    ['assignee_id', '"a b"', 'format', 'may contain letters, digits and . _ : -', 'a b'],
    ['assignee_id', `"${'x'.repeat(101)}"`, 'max_length', 'must have at most 100 characters', `${'x'.repeat(100)}…`],
    ['department', `"${'x'.repeat(101)}"`, 'max_length', 'must have at most 100 characters', `${'x'.repeat(100)}…`],
    ['department', '"\\u001b[31m"', 'format', CONTROLS, '\u001B[31m'],
  ];

const KNOWN = 'is not known here; known are title, description, status, priority, assignee_id, department, due_date';
const UNKNOWN_FIELDS = ['titel', 'Title', 'id', 'created_at', 'created_by', 'version', '', 'a/b~c', '\u{1D4B3}'];
const POLLUTING = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];
const OTHER_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/jsonx',
  'application/json-patch+json',
  'text/json',
  'json',
  '*/*',
  '/',
  'application/',
];

describeEachDatabase((database) => {
  let api: RunningApi;
  let task: string;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
    task = await api.created();
  });
  afterAll(() => api.stop());

  describe.each(['POST', 'PUT'])('%s', (method) => {
    const send = (body: NonNullable<RequestInit['body']>, type = 'application/json') =>
      api.fetch(method === 'POST' ? '/api/tasks' : task, { method, body, headers: { 'content-type': type } });
    const expectRefused = async (code: ProblemCode, answer: Promise<Response>) => {
      const head = await api.store.head();
      const problem = await expectProblem(await answer, code);
      expect(await api.store.head()).toBe(head);
      return problem;
    };

    it.each(WRONG_VALUES.map((row) => [row[0], row[1].slice(0, 20), row] as const))(
      'refuses "%s": %s',
      async (field, _, [, json, rule, detail, value]) => {
        const { errors } = await expectRefused('invalid_input', send(`{"title":"A","${field}":${json}}`));

        expect(errors).toEqual([{ pointer: `/${field}`, rule, detail, value }]);
      },
    );

    it.each([...UNKNOWN_FIELDS, ...POLLUTING])('refuses the unknown field "%s"', async (field) => {
      const key = JSON.stringify(field);
      const { errors } = await expectRefused('invalid_input', send(`{"title":"A",${key}:{"title":"B"}}`));

      const pointer = `/${field.replace('~', '~0').replace('/', '~1')}`;
      expect(errors).toEqual([{ pointer, rule: 'unknown_field', detail: KNOWN, value: '{…}' }]);
      expect(({} as { title?: string }).title).toBeUndefined();
    });

    it.each([
      ['[]', '[…]'],
      ['"title"', 'title'],
      ['1', 1],
      ['true', true],
      ['null', null],
      ['['.repeat(DEEP) + ']'.repeat(DEEP), '[…]'],
    ])('refuses a body that is no object: %.9s', async (body, value) => {
      const { errors } = await expectRefused('invalid_input', send(body));
      expect(errors).toEqual([{ pointer: '', rule: 'type', detail: 'must be an object', value }]);
    });

    it('refuses no body at all', async () => {
      const { errors } = await expectRefused('invalid_input', send(''));
      expect(errors).toEqual([{ pointer: '', rule: 'required', detail: 'is required' }]);
    });

    it.each([
      '{',
      '{"title":}',
      "{'title':'A'}",
      '{"title":"A"}}',
      '{"title":"A",}',
      '\uFEFF{}',
      'NaN',
      '{"title":"\n"}',
    ])('refuses what is not JSON: %j', async (body) => {
      const { detail } = await expectRefused('invalid_json', send(body));
      expect(detail).toBe('the body must be one JSON value (RFC 8259)');
    });

    it.each([[[0xff]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xe2, 0x82]]])(
      'refuses what is not UTF-8: %j',
      async (bytes) => {
        const body = Buffer.concat([Buffer.from('{"title":"'), Buffer.from(bytes), Buffer.from('"}')]);
        const { detail } = await expectRefused('invalid_json', send(body));
        expect(detail).toBe('the body must be encoded in UTF-8');
      },
    );

    it.each(OTHER_TYPES)('refuses the media type %s', async (type) => {
      await expectRefused('unsupported_media_type', send('{"title":"A"}', type));
    });

    it.each([
      'application/json',
      'Application/JSON',
      'application/json; charset=utf-8',
      'application/json;charset="UTF-8"',
    ])('takes the media type %s', async (type) => {
      expect((await send('{"title":"A"}', type)).ok).toBe(true);
    });

    it('refuses a body over 1 MiB, whether its length is said or not', async () => {
      const body = `{"title":"${'x'.repeat(MEBIBYTE)}"}`;
      const stream = new Blob([body]).stream();
      const path = method === 'POST' ? '/api/tasks' : task;
      const headers = { 'content-type': 'application/json' };

      await expectRefused('body_too_large', send(body));
      await expectRefused('body_too_large', api.fetch(path, { method, body: stream, headers, duplex: 'half' }));
    });

    it('reads a body of exactly 1 MiB', async () => {
      const frame = '{"title":""}';
      const body = `{"title":"${'x'.repeat(MEBIBYTE - frame.length)}"}`;
      const { errors } = await expectRefused('invalid_input', send(body));
      expect(errors).toMatchObject([{ pointer: '/title', rule: 'max_length' }]);
    });

    it('names everything that is wrong at once, up to a hundred things', async () => {
      const { errors } = await expectRefused('invalid_input', send('{"title":"","priority":1,"b":1,"department":[]}'));
      const pointers = errors?.map(({ pointer }) => pointer);
      expect(pointers).toEqual(['/title', '/priority', '/department', '/b']);

      const fields = Array.from({ length: 50_000 }, (_, n) => `"f${n}":0`).join();
      expect((await expectRefused('invalid_input', send(`{"title":"A",${fields}}`))).errors).toHaveLength(100);
    });

    it('takes what is at the limit', async () => {
      const fields = {
        title: '\u{1F600}'.repeat(200),
        description: `x\t\r\n${'x'.repeat(9_995)}\u{1F600}`,
        assignee_id: `${'a.B_1:-'.repeat(14)}xy`,
        department: 'Gr\u00F6\u00DFe & Co '.repeat(10).trim().slice(0, 100),
      };
      const response = await send(JSON.stringify(fields));
      expect(await response.json()).toMatchObject(fields);
    });

    it('of a key given twice the last one counts', async () => {
      expect(await (await send('{"title":"A","title":"B"}')).json()).toMatchObject({ title: 'B' });
      await expectRefused('invalid_input', send('{"title":"A","title":""}'));
    });
  });

  it('a create without a title is told so', async () => {
    const { errors } = await expectProblem(await api.send('POST', '/api/tasks', { priority: 'low' }), 'invalid_input');
    expect(errors).toEqual([{ pointer: '/title', rule: 'required', detail: 'is required' }]);
  });

  it('a body that ends early stores nothing, and the API lives on', async () => {
    const head = await api.store.head();
    const aborted = new AbortController();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"title":"A"')),
      pull: () => aborted.abort(),
    });
    const { signal } = aborted;
    const headers = { 'content-type': 'application/json' };
    const sent = api.fetch('/api/tasks', { method: 'POST', body, headers, signal, duplex: 'half' });

    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    expect((await api.fetch('/health')).status).toBe(200);
    expect(await api.store.head()).toBe(head);
  });
});
