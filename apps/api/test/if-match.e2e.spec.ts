import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordedSpans } from '#testing/tracing';
import { describeEachDatabase } from './each-database.js';
import { expectProblem } from './expect-problem.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
afterAll(() => spans.stop());

describeEachDatabase((database) => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start({ DATABASE_URL: database() });
  });
  afterAll(() => api.stop());

  it.each([
    ['the ETag of a read', '"1"'],
    ['any version', '*'],
    ['one of a list', '"7", W/"2" ,"1"'],
  ])('a change that is meant for %s is made', async (_, ifMatch) => {
    const path = await api.created();
    const changed = await api.send('PUT', path, { title: 'B' }, { 'if-match': ifMatch });

    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
  });

  it.each([
    ['an older version', '"1"'],
    ['a version to come', '"3"'],
    ['a weak tag, which is never the same for sure', 'W/"2"'],
    ['a tag that nobody gave out', '"x"'],
    ['an empty tag', '""'],
    ['the number in other digits', '"02"'],
  ])('a change that is meant for %s is refused, and so is one without a difference', async (_, ifMatch) => {
    const path = await api.created({ title: 'A' });
    await api.send('PUT', path, { title: 'B' });
    const headers = { 'if-match': ifMatch };

    await expectProblem(await api.send('PUT', path, { title: 'C' }, headers), 'precondition_failed');
    await expectProblem(await api.send('PATCH', path, { title: 'C' }, headers), 'precondition_failed');
    await expectProblem(await api.send('PUT', path, { title: 'B' }, headers), 'precondition_failed');
    await expectProblem(await api.delete(path, headers), 'precondition_failed');
    await expectProblem(await api.send('POST', `${path}/restore`, {}, headers), 'precondition_failed');
    expect((await api.fetch(path)).headers.get('etag')).toBe('"2"');
  });

  it.each(['', 'B', '1', '"1', '1"', '"a"b"', '*, "1"', '"1" "2"', `"${'x'.repeat(9)} y"`])(
    'If-Match cannot be %s',
    async (ifMatch) => {
      const path = await api.created();
      const response = await api.send('PUT', path, { title: 'B' }, { 'if-match': ifMatch });
      const { errors } = await expectProblem(response, 'invalid_header');

      expect(errors?.[0]).toMatchObject({ pointer: '/If-Match', rule: 'format' });
    },
  );

  it('of many changes meant for one version one is made', async () => {
    const path = await api.created();
    const send = (_: unknown, n: number) => api.send('PUT', path, { title: `T${n}` }, { 'if-match': '"1"' });
    const answers = await Promise.all(Array.from({ length: 20 }, send));
    const statuses = answers.map(({ status }) => status).toSorted();

    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 412)]);
    expect((await api.fetch(path)).headers.get('etag')).toBe('"2"');
  });

  it('what is not there is not found, whatever version is meant', async () => {
    const path = await api.created();
    await api.delete(path);

    await expectProblem(await api.send('PUT', path, { title: 'B' }, { 'if-match': '*' }), 'task_not_found');
  });

  it('a change without If-Match is decided anew on what others made of it', async () => {
    const path = await api.created();
    const send = (_: unknown, n: number) => api.send('PUT', path, { title: `T${n}` });
    const answers = await Promise.all(Array.from({ length: 4 }, send));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });
});

describe('with REQUIRE_IF_MATCH', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start({ REQUIRE_IF_MATCH: 'on' });
  });
  afterAll(() => api.stop());

  it('a change has to say what it is meant for, a create has not', async () => {
    const path = await api.created();

    await expectProblem(await api.send('PUT', path, { title: 'B' }), 'precondition_required');
    await expectProblem(await api.send('PATCH', path, { title: 'B' }), 'precondition_required');
    await expectProblem(await api.delete(path), 'precondition_required');
    await expectProblem(await api.send('POST', `${path}/restore`, {}), 'precondition_required');
    expect((await api.send('PUT', path, { title: 'B' }, { 'if-match': '"1"' })).status).toBe(200);
    expect((await api.delete(path, { 'if-match': '"2"' })).status).toBe(204);
  });
});
