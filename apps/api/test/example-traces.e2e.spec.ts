import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { exceptionsIn, RecordedSpans, spanNamed, treeOf } from '#testing/tracing';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
afterEach(() => spans.reset());
afterAll(() => spans.stop());

const create = { title: 'Implement feature X', priority: 'high' };

describe.each(['full', 'standard'] as const)('in %s detail', (detail) => {
  const full = detail === 'full';
  let api: RunningApi;
  beforeAll(async () => {
    api = await RunningApi.start({ TRACING_DETAIL: detail });
  });
  afterAll(() => api.stop());

  const existing = async (fields: object = {}): Promise<string> => {
    const { headers } = await api.send('POST', '/api/tasks', { ...create, ...fields });
    return headers.get('location') ?? '';
  };

  describe('a create (EX1, K-1, K-2, K-3)', () => {
    it('is one trace with this tree', async () => {
      const response = await api.send('POST', '/api/tasks', create);

      expect(treeOf(await spans.ofResponse(response))).toEqual(
        full
          ? [
              'POST /api/tasks SERVER ● read_model_applied',
              '  create_task OK ● task.created.v1',
              '    create_task_entity OK ● creating_task_entity ● task_entity_created',
              '      validate_input OK',
              '      create_domain_object OK',
              '    event_store.append PRODUCER OK',
              '      serialize_task OK',
              '      insert commits CLIENT',
              '      publish_domain_events OK',
            ]
          : [
              'POST /api/tasks SERVER ● read_model_applied',
              '  create_task OK ● creating_task_entity ● validate_input ● create_domain_object ● task_entity_created' +
                ' ● create_task_entity ● serialize_task ● publish_domain_events ● task.created.v1',
              '    event_store.append PRODUCER OK',
              '      insert commits CLIENT',
            ],
      );
    });

    it('names the task, its creator and the stored event', async () => {
      const response = await api.send('POST', '/api/tasks', create);
      const { id, created_at } = (await response.json()) as Record<string, string>;
      const trace = await spans.ofResponse(response);
      const command = spanNamed(trace, 'create_task');

      expect(command.attributes).toMatchObject({
        'cqrs.operation': 'command',
        'cqrs.type': 'CreateTask',
        'task.id': id,
        'task.priority': 'high',
        'user.id': 'local',
      });
      expect(spanNamed(trace, full ? 'create_task_entity' : 'create_task').attributes).toMatchObject({
        'task.id': id,
        'task.priority': 'high',
        'task.assignee_id': 'unassigned',
        'task.created_at': created_at,
        'task.title_length': create.title.length,
      });
      expect(command.events.find(({ name }) => name === 'task.created.v1')?.attributes).toEqual({
        'event.id': expect.stringMatching(/\.1$/),
        'es.stream': `task-${id}`,
        'es.version': 1,
        'es.position': expect.any(Number),
      });
      expect(id).toMatch(UUID);
    });

    it('is led to by the projection batch, a trace of its own', async () => {
      const response = await api.send('POST', '/api/tasks', create);
      const trace = await spans.ofResponse(response);
      const append = spanNamed(trace, 'event_store.append');

      const batch = await spans.linkedTo(append.traceId, 'projection.tasks');

      expect(batch).toMatchObject({ name: 'projection.tasks', kind: 'CONSUMER', status: 'OK' });
      expect(batch.traceId).not.toBe(append.traceId);
      expect(batch.links).toContainEqual({ traceId: append.traceId, spanId: append.spanId });
      expect(batch.attributes).toMatchObject({ 'es.batch.count': 1 });
    });

    it('stores the context of its append', async () => {
      const response = await api.send('POST', '/api/tasks', create);
      const { traceId, spanId } = spanNamed(await spans.ofResponse(response), 'event_store.append');
      const { events } = await api.store.readAll((await api.store.head()) - 1, 1);

      expect(events[0]?.metadata.traceparent).toBe(`00-${traceId}-${spanId}-01`);
    });
  });

  describe('a create with a wrong priority (EX1, S5)', () => {
    it('is red from the innermost span to the command, with one exception, and unset at the server', async () => {
      const head = await api.store.head();
      const response = await api.send('POST', '/api/tasks', { title: 'X', priority: 'urgent' });
      const trace = await spans.ofResponse(response);

      expect(response.status).toBe(400);
      expect(treeOf(trace)).toEqual(
        full
          ? [
              'POST /api/tasks SERVER',
              '  create_task ERROR "Validation failed"',
              '    create_task_entity ERROR "Invalid input" ● creating_task_entity',
              '      validate_input ERROR "Validation failed" ● exception',
            ]
          : [
              'POST /api/tasks SERVER',
              '  create_task ERROR "Validation failed" ● creating_task_entity ● validate_input ● create_task_entity ● exception',
            ],
      );
      expect(exceptionsIn(trace)).toEqual([
        {
          span: full ? 'validate_input' : 'create_task',
          attributes: {
            'exception.type': 'InvalidInput',
            'exception.message': '/priority: must be one of low, medium, high',
            'exception.stacktrace': expect.stringContaining('InvalidInput'),
          },
        },
      ]);
      expect(spanNamed(trace, 'create_task').attributes).toMatchObject({
        'error.type': 'validation',
        'error.message': '/priority: must be one of low, medium, high',
      });
      expect(await api.store.head()).toBe(head);
    });
  });

  describe('an update (EX2, S3)', () => {
    it('fetches, validates, applies and appends, in this order', async () => {
      const task = await existing();
      const response = await api.send('PUT', task, { title: 'Y', priority: 'low' });
      const trace = await spans.ofResponse(response);

      expect(treeOf(trace).filter((line) => /^ {4}\S/.test(line))).toEqual([
        '    fetch_task OK',
        ...(full ? ['    validate_updates OK', '    apply_updates OK ● updated_title ● updated_priority'] : []),
        '    event_store.append PRODUCER OK',
      ]);
      expect(spanNamed(trace, 'update_task').attributes).toMatchObject({
        'task.id': task.split('/').at(-1),
        'user.id': 'local',
        'task.status': 'pending',
        'task.priority': 'low',
        'operation.type': 'update',
        'updates.count': 2,
        'task.updated_fields': 2,
        'task.assignee_changed': false,
      });
      expect(spanNamed(trace, full ? 'validate_updates' : 'update_task').attributes).toMatchObject({
        'updates.fields': ['title', 'priority'],
      });
      const applied = spanNamed(trace, full ? 'apply_updates' : 'update_task').events;
      expect(applied.filter(({ name }) => name.startsWith('updated_'))).toMatchObject([
        { name: 'updated_title', attributes: {} },
        { name: 'updated_priority', attributes: { value: 'low' } },
      ]);
      expect(spanNamed(trace, 'fetch_task').attributes).toMatchObject({ 'es.events_replayed': 1, 'es.version': 1 });
    });

    it('counts what really differs, and says when the assignee does', async () => {
      const task = await existing();
      const response = await api.send('PUT', task, { title: create.title, assignee_id: 'ann' });

      expect(spanNamed(await spans.ofResponse(response), 'update_task').attributes).toMatchObject({
        'updates.count': 2,
        'task.updated_fields': 1,
        'task.assignee_changed': true,
      });
    });

    it('of no task ends with fetch_task', async () => {
      const response = await api.send('PUT', '/api/tasks/0199abcd-1234-7abc-8def-0123456789ab', { title: 'Y' });
      const trace = await spans.ofResponse(response);

      expect(response.status).toBe(404);
      expect(treeOf(trace)).toEqual([
        'PUT /api/tasks/{id} SERVER',
        '  update_task ERROR "Task not found" ● exception',
        '    fetch_task ERROR "Not found"',
        '      find events CLIENT',
      ]);
      for (const name of ['update_task', 'fetch_task']) {
        expect(spanNamed(trace, name).attributes['error.type']).toBe('not_found');
      }
    });

    it('with a wrong field applies nothing', async () => {
      const response = await api.send('PUT', await existing(), { status: 'done' });
      const names = (await spans.ofResponse(response)).map(({ name }) => name);

      expect(response.status).toBe(400);
      expect(names.includes('validate_updates')).toBe(full);
      expect(names).not.toContain('apply_updates');
      expect(names).not.toContain('event_store.append');
    });
  });

  it('stays in the budget of spans (BP2)', async () => {
    const response = await api.send('POST', '/api/tasks', create);

    expect((await spans.ofResponse(response)).length).toBeLessThanOrEqual(full ? 10 : 5);
  });
});
