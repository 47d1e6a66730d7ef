import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { exceptionsIn, RecordedSpans, type SeenSpan, spanNamed, treeOf } from '#testing/tracing';
import { asCaller } from './callers.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
afterEach(() => spans.reset());
afterAll(() => spans.stop());

describe.each(['full', 'standard'] as const)('in %s detail', (detail) => {
  const full = detail === 'full';
  let api: RunningApi;
  let user: Record<string, string>;
  let manager: Record<string, string>;
  beforeAll(async () => {
    api = await RunningApi.start({ TRACING_DETAIL: detail });
    user = await asCaller('ann', ['user']);
    manager = await asCaller('max', ['manager'], 'sales');
  });
  afterAll(() => api.stop());

  const below = (trace: readonly SeenSpan[]) => treeOf(trace).filter((line) => /^ {2,4}\S/.test(line));

  it('what the role alone forbids ends before anything is read (EX4)', async () => {
    const path = await api.created({ assignee_id: 'ann' });
    const response = await api.delete(path, user);
    const trace = await spans.ofResponse(response);
    const command = spanNamed(trace, 'delete_task');

    expect(response.status).toBe(403);
    expect(below(trace)).toEqual(
      full
        ? ['  delete_task ERROR "Permission denied" ● exception', '    check_authorization ERROR "Forbidden"']
        : ['  delete_task ERROR "Permission denied" ● check_authorization ● exception'],
    );
    expect(command.attributes).toMatchObject({
      'task.id': path.split('/').at(-1),
      'user.id': 'ann',
      'error.type': 'permission',
      'error.user_roles': ['user'],
    });
    expect(spanNamed(trace, full ? 'check_authorization' : 'delete_task').attributes['user.roles']).toEqual(['user']);
    expect(exceptionsIn(trace)).toHaveLength(1);
    expect(spanNamed(trace, 'DELETE /api/tasks/{id}').status).toBe('UNSET');
  });

  it('what depends on the task is a second check, after it was fetched (EX4)', async () => {
    const path = await api.created({ department: 'law', assignee_id: 'max' });
    const both = await asCaller('max', ['manager', 'user'], 'sales');
    const response = await api.delete(path, both);
    const trace = await spans.ofResponse(response);
    const checks = trace.filter(({ name }) => name === 'check_authorization');

    expect(response.status).toBe(403);
    expect(below(trace)).toEqual(
      full
        ? [
            '  delete_task ERROR "Permission denied" ● exception',
            '    check_authorization OK',
            '    fetch_task OK',
            '    check_authorization ERROR "Forbidden"',
          ]
        : [
            '  delete_task ERROR "Permission denied" ● check_authorization ● check_authorization ● exception',
            '    fetch_task OK',
          ],
    );
    const second = full ? checks[1] : spanNamed(trace, 'delete_task');
    expect(second?.attributes['task.relation']).toBe('assignee');
    expect(exceptionsIn(trace)).toHaveLength(1);
  });

  it('who may not read the task sees a trace of one that is not there', async () => {
    const path = await api.created({ department: 'law' });
    const response = await api.delete(path, manager);
    const trace = await spans.ofResponse(response);

    expect(response.status).toBe(404);
    expect(spanNamed(trace, 'delete_task')).toMatchObject({ status: 'ERROR', description: 'Task not found' });
    expect(spanNamed(trace, 'delete_task').attributes).toMatchObject({ 'error.type': 'not_found' });
    expect(exceptionsIn(trace)).toHaveLength(1);
  });

  it('an unknown id is not found by the fetch (EX4)', async () => {
    const response = await api.delete('/api/tasks/0199abcd-1234-7abc-8def-0123456789ab');
    const trace = await spans.ofResponse(response);

    expect(response.status).toBe(404);
    expect(below(trace)).toEqual(
      full
        ? [
            '  delete_task ERROR "Task not found" ● exception',
            '    check_authorization OK',
            '    fetch_task ERROR "Not found"',
          ]
        : [
            '  delete_task ERROR "Task not found" ● check_authorization ● exception',
            '    fetch_task ERROR "Not found"',
          ],
    );
    expect(spanNamed(trace, 'fetch_task').attributes['error.type']).toBe('not_found');
    expect(exceptionsIn(trace)).toHaveLength(1);
  });

  it.each([
    ['an admin is asked once', () => asCaller('eve', ['admin']), false],
    ['a manager of the department twice', () => asCaller('max', ['manager'], 'sales'), true],
  ])('a delete checks, fetches, deletes and says so: %s (EX4)', async (_, caller, twice) => {
    const response = await api.delete(await api.created({ department: 'sales' }), await caller());
    const trace = await spans.ofResponse(response);
    const names = trace.filter(({ parentSpanId }) => parentSpanId === spanNamed(trace, 'delete_task').spanId);
    const events = spanNamed(trace, 'delete_task').events.map(({ name }) => name);

    expect(response.status).toBe(204);
    const second = twice ? ['check_authorization'] : [];
    expect(names.map(({ name }) => name)).toEqual(
      full
        ? ['check_authorization', 'fetch_task', ...second, 'delete_from_repository']
        : ['fetch_task', 'delete_from_repository'],
    );
    expect(events.slice(-2)).toEqual(['task.deleted.v1', 'task_deleted_successfully']);
    expect(spanNamed(trace, 'fetch_task').attributes['task.status']).toBe('pending');
  });

  it.each([
    ['create_task', () => api.send('POST', '/api/tasks', { title: 'A', department: 'law' }, manager)],
    ['update_task', async () => api.send('PUT', await api.created(), { title: 'B' }, await asCaller('bob', ['guest']))],
  ])('a refused %s says whom it refused', async (name, send) => {
    const response = await send();
    const command = spanNamed(await spans.ofResponse(response), name);

    expect(response.status).toBe(403);
    expect(command).toMatchObject({ status: 'ERROR', description: 'Permission denied' });
    expect(command.attributes['error.type']).toBe('permission');
  });

  it('a repeated request leads to the first one, and stores nothing', async () => {
    const headers = { 'idempotency-key': `twice-${detail}` };
    const send = () => api.send('POST', '/api/tasks', { title: 'A' }, headers);
    const first = await send();
    const append = spanNamed(await spans.ofResponse(first), 'event_store.append');
    const again = await spans.ofResponse(await send());
    const command = spanNamed(again, 'create_task');

    expect(command.status).toBe('OK');
    expect(command.attributes).toMatchObject({
      'es.duplicate': true,
      'task.id': first.headers.get('location')?.split('/').at(-1),
    });
    expect(command.links).toEqual([{ traceId: append.traceId, spanId: append.spanId }]);
    expect(again.map(({ name }) => name)).not.toContain('event_store.append');
    expect(command.events.map(({ name }) => name)).not.toContain('task.created.v1');
  });
});
