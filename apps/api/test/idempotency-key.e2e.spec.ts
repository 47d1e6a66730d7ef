import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { RecordedSpans } from '#testing/tracing';
import { describeEachDatabase } from './each-database.js';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
afterAll(() => spans.stop());

/** What a caller keeps of an answer; the trace is another one each time. */
async function kept(response: Response) {
  const body = (await response.text()) || 'null';
  const { traceId: _, ...rest } = Object(JSON.parse(body)) as Record<string, unknown>;
  const header = (name: string) => response.headers.get(name);
  return { status: response.status, location: header('location'), etag: header('etag'), body: rest };
}

const withKey = (key: string = randomUUID()) => ({ 'idempotency-key': key });

describeEachDatabase((database) => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
  });
  afterAll(() => api.stop());

  it('a create that is sent again makes one task, with the same answer', async () => {
    const headers = withKey();
    const send = () => api.send('POST', '/api/tasks', { title: 'once' }, headers);
    const first = await kept(await send());
    const head = await api.store.head();

    expect(first).toMatchObject({ status: 201, etag: '"1"' });
    expect(await kept(await send())).toEqual(first);
    expect(await api.store.head()).toBe(head);
  });

  it('an answer stays what it was, whatever happened since', async () => {
    const path = await api.created();
    const headers = withKey();
    const send = () => api.send('PUT', path, { title: 'B', status: 'in_progress' }, headers);
    const first = await kept(await send());
    await api.send('PUT', path, { title: 'C' });
    await api.delete(path);

    expect(first).toMatchObject({ status: 200, etag: '"3"', body: { title: 'B' } });
    expect(await kept(await send())).toEqual(first);
  });

  it('a delete that is sent again is answered with 204, not 404', async () => {
    const path = await api.created();
    const headers = withKey();
    const first = await api.delete(path, headers);
    const again = await api.delete(path, headers);

    expect([first.status, again.status]).toEqual([204, 204]);
    expect(again.headers.get('consistency-token')).toBe(first.headers.get('consistency-token'));
    await expectProblem(await api.delete(path), 'task_not_found');
  });

  it('a restoration that is sent again is the same one', async () => {
    const path = await api.created();
    await api.delete(path);
    const headers = withKey();
    const send = () => api.send('POST', `${path}/restore`, {}, headers);
    const first = await kept(await send());

    expect(first).toMatchObject({ status: 200, etag: '"3"' });
    expect(await kept(await send())).toEqual(first);
  });

  it('a change without a difference is remembered too', async () => {
    const path = await api.created({ title: 'A' });
    const headers = withKey();
    const send = () => api.send('PUT', path, { title: 'A' }, headers);
    const first = await kept(await send());
    await api.send('PUT', path, { title: 'B' });

    expect(first).toMatchObject({ status: 200, etag: '"1"', body: { title: 'A' } });
    expect(await kept(await send())).toEqual(first);
    expect(await (await api.fetch(path)).json()).toMatchObject({ title: 'B' });
  });

  it.each([
    ['a wrong field', 400, () => ({ title: '' })],
    ['a wrong type', 400, () => ({ title: 7 })],
    ['an unknown field', 400, () => ({ colour: 'red' })],
  ])('a refusal for %s is the same each time', async (_, status, body) => {
    const headers = withKey();
    const send = () => api.send('POST', '/api/tasks', body(), headers);
    const first = await kept(await send());

    expect(first.status).toBe(status);
    expect(await kept(await send())).toEqual(first);
  });

  it('a refusal stays one where the same would be done now', async () => {
    const path = await api.created();
    await api.delete(path);
    const headers = withKey();
    const send = () => api.send('PUT', path, { title: 'B' }, headers);
    const first = await kept(await send());
    await api.send('POST', `${path}/restore`, {});

    expect(first).toMatchObject({ status: 404, body: { code: 'task_not_found' } });
    expect(await kept(await send())).toEqual(first);
    expect((await api.send('PUT', path, { title: 'B' }, withKey())).status).toBe(200);
  });

  describe('a key that came before', () => {
    let path: string;
    let headers: Record<string, string>;
    beforeEach(async () => {
      path = await api.created();
      headers = withKey();
      await api.send('PUT', path, { title: 'B' }, headers);
    });

    it('with another body is refused', async () => {
      await expectProblem(await api.send('PUT', path, { title: 'C' }, headers), 'idempotency_key_reused');
    });

    it('with another method is refused', async () => {
      await expectProblem(await api.delete(path, headers), 'idempotency_key_reused');
    });

    it('with another address is refused', async () => {
      const other = await api.created();
      await expectProblem(await api.send('PUT', other, { title: 'B' }, headers), 'idempotency_key_reused');
    });

    it('is the same with and without the quotes of a structured field', async () => {
      const quoted = { 'idempotency-key': `"${headers['idempotency-key']}"` };
      expect((await api.send('PUT', path, { title: 'B' }, quoted)).headers.get('etag')).toBe('"2"');
      await expectProblem(await api.send('PUT', path, { title: 'C' }, quoted), 'idempotency_key_reused');
    });
  });

  it.each([
    ['nothing', ''],
    ['only quotes', '""'],
    ['one quote', '"key'],
    ['a space', 'a b'],
    ['256 characters', 'x'.repeat(256)],
    ['letters beyond ASCII', 'schl\u00fcssel'],
    ['a list', '"a", "b"'],
  ])('%s is no key', async (_, key) => {
    const response = await api.send('POST', '/api/tasks', { title: 'A' }, { 'idempotency-key': key });
    const { errors } = await expectProblem(response, 'invalid_header');
    expect(errors).toEqual([expect.objectContaining({ pointer: '/Idempotency-Key', rule: 'format' })]);
  });

  it('a body is refused by its schema with a key too, however deep it is', async () => {
    const body = '['.repeat(50_000) + ']'.repeat(50_000);
    const headers = { 'content-type': 'application/json', ...withKey() };
    const response = await api.fetch('/api/tasks', { method: 'POST', body, headers });

    await expectProblem(response, 'invalid_input');
  });

  it('of 50 at once one is carried out, and each has its answer or is told to wait', async () => {
    const headers = withKey();
    const head = await api.store.head();
    const send = () => api.send('POST', '/api/tasks', { title: 'at once' }, headers);
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    const created = await Promise.all(answers.filter(({ status }) => status === 201).map(kept));
    const waiting = answers.filter(({ status }) => status === 409);

    expect(created.length).toBeGreaterThan(0);
    expect(created.length + waiting.length).toBe(50);
    for (const answer of created) expect(answer).toEqual(created[0]);
    for (const answer of waiting) {
      expect(answer.headers.get('retry-after')).toBe('1');
      await expectProblem(answer, 'idempotency_key_in_use');
    }
    expect(await api.store.head()).toBe(head + 1);
    expect(await kept(await send())).toEqual(created[0]);
  });
});

describe('a key', () => {
  let api: RunningApi;
  beforeEach(async () => {
    api = await RunningApi.start();
  });
  afterEach(() => api.stop());

  it('is remembered as long as its commit, and else as long as it is set', async () => {
    const commit = await api.send('POST', '/api/tasks', { title: 'A' }, withKey('k'));
    expect(commit.status).toBe(201);
    const [{ metadata } = { metadata: undefined }] = (await api.store.readAll(0, 1)).events;
    const stored = await api.store.readCommit(metadata?.correlationid ?? '');

    expect(stored?.request).toEqual({ fingerprint: expect.stringMatching(/^[\w-]{43}$/), status: 201 });
  });
});
