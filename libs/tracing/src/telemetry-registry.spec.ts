import { expect, it } from '@jest/globals';
import { telemetryOf, TelemetryRegistry } from '#libs/tracing';

class ProcessTask {
  readonly taskId = 't1';
}
class GetTaskById {
  readonly taskId = 't1';
}

it('gives each operation its row, with a span named by its class', () => {
  const registry = new TelemetryRegistry();
  const attributes = ({ taskId }: ProcessTask) => ({ 'task.id': taskId });
  registry.add([telemetryOf<unknown, ProcessTask>(ProcessTask, { attributes })]);
  const row = registry.of(new ProcessTask());

  expect(row).toMatchObject({ span: 'process_task', type: ProcessTask, stages: {} });
  expect(row.attributes?.(new ProcessTask())).toEqual({ 'task.id': 't1' });
});

it('an operation without a row of its own still has a span', () => {
  const registry = new TelemetryRegistry();

  expect(registry.of(new GetTaskById())).toMatchObject({ span: 'get_task_by_id', stages: {} });
  expect(registry.of(new GetTaskById())).toBe(registry.of(new GetTaskById()));
});
