import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TaskProcessor } from '#libs/tasks';
import { until } from '#testing/event-sourcing';
import { exceptionsIn, RecordedSpans, spanNamed } from '#testing/tracing';
import { RunningApi } from './running-api.js';

const UNKNOWN = '0199abcd-1234-7abc-8def-0123456789ab';
const spans = new RecordedSpans();
afterEach(() => {
  jest.restoreAllMocks();
  spans.reset();
});
afterAll(() => spans.stop());

describe.each(['full', 'standard'] as const)('in %s detail', (detail) => {
  let api: RunningApi;
  let processor: TaskProcessor;
  beforeAll(async () => {
    api = await RunningApi.start({ TRACING_DETAIL: detail });
    processor = api.app.get(TaskProcessor, { strict: false });
  });
  afterAll(() => api.stop());

  const idOf = (path: string) => path.split('/').at(-1) ?? '';
  const STEPS = /^(validation|processing)_/;

  it('processing shows its steps in order, as long as they took (S4)', async () => {
    const path = await api.created({ priority: 'high' });
    const validate = processor.validate.bind(processor);
    jest.spyOn(processor, 'validate').mockImplementation((task) => {
      for (const until = performance.now() + 20; performance.now() < until; );
      return validate(task);
    });
    const command = spanNamed(await spans.ofResponse(await api.send('POST', `${path}/process`, {})), 'process_task');
    const steps = command.events.filter(({ name }) => STEPS.test(name));

    expect(steps.map(({ name }) => name)).toEqual([
      'validation_started',
      'validation_completed',
      'processing_started',
      'processing_completed',
    ]);
    const { 'validation.duration_ms': duration, 'validation.rules_checked': rules } = steps[1]?.attributes ?? {};
    expect(duration).toBeGreaterThanOrEqual(20);
    expect(rules).toBe(8);
    expect(steps[2]?.attributes).toEqual({ priority: 'high' });
    expect(command.attributes).toMatchObject({ 'task.id': idOf(path), 'user.id': 'local', 'task.priority': 'high' });
    expect(command.events.filter(({ name }) => name === 'task.status.updated.v1')).toHaveLength(2);
    expect(command.status).toBe('OK');
  });

  it('what has to wait is a failed command without an exception', async () => {
    const path = await api.created({ due_date: '2001-01-01T00:00:00Z' });
    const trace = await spans.ofResponse(await api.send('POST', `${path}/process`, {}));
    const command = spanNamed(trace, 'process_task');

    expect([command.status, command.description]).toEqual(['ERROR', 'Processing failed']);
    expect(command.attributes['error.type']).toBe('validation');
    expect(command.events.map(({ name }) => name).filter((name) => STEPS.test(name))).toEqual([
      'validation_started',
      'validation_completed',
    ]);
    expect(exceptionsIn(trace)).toEqual([]);
  });

  it('several tasks have a span and a command each, which overlap (EX5)', async () => {
    const ids = [idOf(await api.created()), UNKNOWN, idOf(await api.created()), idOf(await api.created())];
    const late = idOf(await api.created({ due_date: '2001-01-01T00:00:00Z' }));
    let waiting = 0;
    jest.spyOn(processor, 'process').mockImplementation(async () => {
      waiting++;
      await until(() => waiting === 3, 'all three at once');
      return undefined;
    });
    const response = await api.send('POST', '/api/tasks/process', { ids: [...ids, late] });
    const trace = await spans.ofResponse(response);
    const batch = spanNamed(trace, 'process_multiple_tasks');
    const items = trace.filter(({ name }) => name === 'process_single_task');
    const commands = trace.filter(({ name }) => name === 'process_task');

    expect(batch.attributes).toMatchObject({ 'tasks.count': 5, 'tasks.successful': 3, 'tasks.failed': 2 });
    expect([batch.status, batch.description, batch.attributes['error.type']]).toEqual([
      'ERROR',
      '2 tasks failed',
      'not_found',
    ]);
    expect(items.map(({ attributes }) => attributes['task.id'])).toEqual([...ids, late]);
    expect(items.map(({ status }) => status)).toEqual(['OK', 'ERROR', 'OK', 'OK', 'ERROR']);
    expect(items.every(({ parentSpanId }) => parentSpanId === batch.spanId)).toBe(true);
    expect(trace).toHaveLength(2 + 2 * 5);
    for (const item of items) {
      const own = commands.filter(({ parentSpanId }) => parentSpanId === item.spanId);
      expect(own.map(({ attributes }) => attributes['task.id'])).toEqual([item.attributes['task.id']]);
    }
    const stored = commands.map(({ events }) => events.filter(({ name }) => name === 'task.status.updated.v1').length);
    expect(stored).toEqual([2, 0, 2, 2, 2]);
    expect(exceptionsIn(trace)).toHaveLength(1);
  });
});
