import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordedSpans, spanNamed } from '#testing/tracing';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
afterEach(() => spans.reset());
afterAll(() => spans.stop());

const DETAILS = ['full', 'standard'] as const;
const SESAME = 'sesame';
/** Right in themselves. */
const content = { title: SESAME, description: SESAME, department: SESAME };
/** Each breaks a rule of its field. */
const wrong = {
  title: SESAME.repeat(100),
  description: SESAME.repeat(2_000),
  status: SESAME,
  priority: SESAME,
  assignee_id: `${SESAME} ${SESAME}`,
  department: `${SESAME}\u0007`,
  [SESAME]: SESAME,
};

describe.each(DETAILS)('BP3 in %s detail', (detail) => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start({ TRACING_DETAIL: detail });
  });
  afterAll(() => api.stop());

  it('what a task says is on no span, only how long its title is', async () => {
    const created = await api.send('POST', '/api/tasks', content);
    const task = created.headers.get('location') ?? '';
    const changed = { title: `${SESAME} 2`, description: `${SESAME} 2`, department: `${SESAME} 2` };
    const answers = [
      created,
      await api.send('PUT', task, changed),
      await api.fetch(task),
      await api.fetch(`/api/tasks?department=${SESAME}`),
      await api.delete(task),
    ];
    const traces = await Promise.all(answers.map((answer) => spans.ofResponse(answer)));

    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200, 204]);
    expect(JSON.stringify(spans.all)).not.toContain(SESAME);
    const entity = spanNamed(traces[0] ?? [], detail === 'full' ? 'create_task_entity' : 'create_task');
    expect(entity.attributes['task.title_length']).toBe(SESAME.length);
    expect(JSON.stringify(spans.all)).not.toMatch(/task\.(title|description_preview)"/);
  });

  it('of what changes only enums and ids are shown with their values', async () => {
    const task = await api.created({ assignee_id: 'bob', department: 'x' });
    const change = { ...content, status: 'in_progress', priority: 'high', assignee_id: 'ann' };
    const given = await spans.ofResponse(await api.send('PUT', task, change));
    const taken = await spans.ofResponse(await api.send('PUT', task, { assignee_id: null, department: null }));

    const name = detail === 'full' ? 'apply_updates' : 'update_task';
    const shown = [given, taken].map((trace) =>
      spanNamed(trace, name)
        .events.filter((event) => event.name.startsWith('updated_'))
        .map((event) => [event.name, event.attributes]),
    );
    expect(shown).toEqual([
      [
        ['updated_title', {}],
        ['updated_description', {}],
        ['updated_status', { value: 'in_progress' }],
        ['updated_priority', { value: 'high' }],
        ['updated_assignee_id', { value: 'ann' }],
        ['updated_department', {}],
      ],
      [
        ['updated_assignee_id', { value: 'none' }],
        ['updated_department', {}],
      ],
    ]);
  });

  it('baggage of a caller is neither on a span nor stored', async () => {
    await spans.ofResponse(await api.send('POST', '/api/tasks', { title: 'x' }, { baggage: `key=${SESAME}` }));
    const { events } = await api.store.readAll((await api.store.head()) - 1, 1);

    expect(Object.keys(events[0]?.metadata ?? {}).sort()).toEqual([
      'actor',
      'correlationid',
      'traceparent',
      'tracestate',
    ]);
    expect(JSON.stringify([spans.all, events])).not.toContain(SESAME);
  });

  it('nor is what is refused, wherever it stood', async () => {
    const task = await api.created();
    const headers = { 'content-type': 'application/json' };
    const answers = [
      ...(await Promise.all(
        Object.entries(wrong).flatMap(([field, value]) => [
          api.send('POST', '/api/tasks', { title: 'x', [field]: value }),
          api.send('PUT', task, { [field]: value }),
        ]),
      )),
      await api.fetch('/api/tasks', { method: 'POST', headers, body: `{"title":"${SESAME}` }),
      await api.fetch(`/api/tasks?status=${SESAME}`),
      await api.fetch(`/api/tasks?${SESAME}=1`),
      await api.fetch(`/api/tasks?cursor=${SESAME}`),
      await api.fetch(`/api/tasks/${SESAME}`),
      await api.fetch(`/api/tasks/%ZZ${SESAME}`),
      await api.fetch('/api/tasks', { headers: { 'consistency-token': SESAME } }),
    ];
    await Promise.all(answers.map((answer) => spans.ofResponse(answer)));

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
    expect(JSON.stringify(spans.all)).not.toContain(SESAME);
  });
});

describe.each(DETAILS)('BP3 where titles are asked for, in %s detail', (detail) => {
  it('the title and the start of the description are there, and nothing more', async () => {
    const api = await RunningApi.start({ TRACING_DETAIL: detail, TRACING_TITLES: 'on' });
    // The cut goes through a character of two code units.
    const description = `${'d'.repeat(99)}🧵${SESAME}`;
    const trace = await spans.ofResponse(await api.send('POST', '/api/tasks', { title: 'A title', description }));
    const short = await spans.ofResponse(await api.send('POST', '/api/tasks', { title: 'A title' }));
    await api.stop();

    const name = detail === 'full' ? 'create_task_entity' : 'create_task';
    const { attributes } = spanNamed(trace, name);
    expect(attributes['task.title']).toBe('A title');
    expect(attributes['task.description_preview']).toBe(`${'d'.repeat(99)}\uFFFD`);
    expect(Object.keys(attributes)).not.toContain('task.title_length');
    expect(Object.keys(spanNamed(short, name).attributes)).not.toContain('task.description_preview');
    expect(JSON.stringify(spans.all)).not.toContain(SESAME);
  });
});
