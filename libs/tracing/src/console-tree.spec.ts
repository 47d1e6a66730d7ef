import { afterAll, afterEach, expect, it } from '@jest/globals';
import { context, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import { recordDomainEvents, startTracing, withSpan } from '#libs/tracing';
import { ConsoleTree } from './console-tree.js';
import { traceparentOf } from './trace-context.js';

const screen = { rows: 24, columns: 80 };
const silent = () => {};
const printed: string[] = [];
const tracing = startTracing({
  serviceName: 'clew-api',
  environment: 'test',
  olderNames: false,
  log: { error: silent, warn: silent, info: silent, debug: silent },
  processors: [new ConsoleTree((tree) => printed.push(tree), screen)],
});
afterEach(() => {
  printed.length = 0;
  Object.assign(screen, { rows: 24, columns: 80 });
});
afterAll(() => tracing.shutdown());

const inRequest = (work: (span: Span) => void, parent = ROOT_CONTEXT) =>
  withSpan('POST /api/tasks', work, { kind: SpanKind.SERVER, context: parent });
const rowsOf = (index = 0) => (printed[index] ?? '').replaceAll(/\d+\.\d ms/g, '# ms').split('\n');
const created = {
  id: 'c.1',
  type: 'task.created.v1',
  data: {},
  streamId: 'task-1',
  version: 1,
  position: 1,
  recordedAt: '2026-01-01T00:00:00.000Z',
  metadata: { correlationid: 'c' },
};

it('shows names, durations, domain events and errors, children under their parents', () => {
  let traceId = '';
  const failing = () =>
    withSpan('create_task', (command) => {
      recordDomainEvents(command, [created]);
      command.addEvent('creating_task_entity');
      withSpan('create_task_entity', () => withSpan('validate_input', () => {}));
      withSpan('event_store.append', () => {
        throw new TypeError('no');
      });
    });
  inRequest((span) => {
    traceId = span.spanContext().traceId;
    span.setAttribute('http.response.status_code', 500);
    expect(failing).toThrow('no');
  });

  expect(rowsOf()).toEqual([
    'POST /api/tasks 500 # ms',
    '└─ create_task # ms ● task.created.v1 ✗ TypeError (unexpected)',
    '   ├─ create_task_entity # ms',
    '   │  └─ validate_input # ms',
    '   └─ event_store.append # ms ✗ TypeError (unexpected)',
    `trace ${traceId}`,
  ]);
});

it('prints once a request, and nothing of what is no request', () => {
  withSpan('projection.tasks', () => withSpan('find_tasks', () => {}), { kind: SpanKind.CONSUMER });
  expect(printed).toEqual([]);
  inRequest(() => withSpan('get_tasks', () => {}));
  inRequest(() => {});

  expect([rowsOf(0).length, rowsOf(1).length]).toEqual([3, 2]);
});

it('shows what goes on from a stored event under its append, where it ends before the request does', () => {
  let append = '';
  const notify = () => {
    const [, traceId = '', spanId = ''] = append.split('-');
    const stored = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1, isRemote: true });
    withSpan('notify_external_service', () => withSpan('call', () => {}), { kind: SpanKind.CONSUMER, context: stored });
  };
  inRequest(() => {
    withSpan('event_store.append', (span) => {
      append = traceparentOf(span.spanContext());
    });
    notify();
  });
  notify();

  expect(printed).toHaveLength(1);
  expect(rowsOf().slice(0, -1)).toEqual([
    'POST /api/tasks # ms',
    '└─ event_store.append # ms',
    '   └─ notify_external_service # ms',
    '      └─ call # ms',
  ]);
});

it('prints a request that another service has sent, too', () => {
  const caller = {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '7d2ea792e2df6a01',
    traceFlags: 1,
    isRemote: true,
  };
  inRequest(() => withSpan('get_tasks', () => {}), trace.setSpanContext(ROOT_CONTEXT, caller));

  expect(rowsOf()).toEqual(['POST /api/tasks # ms', '└─ get_tasks # ms', `trace ${caller.traceId}`]);
});

it('is at most a screen, also where that became smaller, and says how much is left out', () => {
  const wide = () => inRequest(() => Array.from({ length: 100 }, () => withSpan('process_item', () => {})));
  wide();
  screen.rows = 10;
  wide();

  for (const [index, rows] of [24, 10].entries()) {
    // With an empty row after it.
    expect(rowsOf(index)).toHaveLength(rows - 1);
    expect(rowsOf(index)[0]).toBe('POST /api/tasks # ms');
    expect(rowsOf(index).slice(-2)).toEqual([
      `… ${101 - (rows - 3)} more`,
      expect.stringMatching(/^trace [0-9a-f]{32}$/),
    ]);
  }
});

it('a tree that just fits is shown whole, and one more row is too much', () => {
  for (const count of [21, 22])
    inRequest(() => Array.from({ length: count }, () => withSpan('process_item', () => {})));

  expect([rowsOf(0).length, rowsOf(1).length]).toEqual([23, 23]);
  expect(rowsOf(0).join()).not.toContain('more');
  expect(rowsOf(1).at(-2)).toBe('… 2 more');
});

it('children stand in the order of their starts, not of their ends', () => {
  const now = Date.now();
  inRequest(() => {
    withSpan('process_second', () => {}, { startTime: now + 2 });
    withSpan('process_first', () => {}, { startTime: now + 1 });
  });

  expect(rowsOf().slice(1, 3)).toEqual([expect.stringContaining('process_first'), expect.stringContaining('_second')]);
});

it('no line is wider than the screen', () => {
  const events = Array.from({ length: 6 }, () => created);
  inRequest(() => withSpan('update_task', (span) => recordDomainEvents(span, events)));

  const [, line = ''] = (printed[0] ?? '').split('\n');
  expect(line).toMatch(/^└─ update_task [\d.]+ ms ● task\.created\.v1 ● .*…$/);
  expect(line).toHaveLength(80);
});

it('does not know the size of every screen', () => {
  Object.assign(screen, { rows: 0, columns: 0 });
  inRequest(() => Array.from({ length: 100 }, () => withSpan('process_item', () => {})));

  expect(rowsOf()).toHaveLength(23);
});

it('forgets requests that never end', () => {
  const slow = trace.getTracer('spec').startSpan('GET /slow', { kind: SpanKind.SERVER }, ROOT_CONTEXT);
  context.with(trace.setSpan(ROOT_CONTEXT, slow), () => withSpan('get_tasks', () => {}));
  const others = Array.from({ length: 256 }, () => trace.getTracer('spec').startSpan('GET /other', {}, ROOT_CONTEXT));
  for (const other of others) context.with(trace.setSpan(ROOT_CONTEXT, other), () => withSpan('get_tasks', () => {}));
  slow.end();

  expect(rowsOf()).toEqual(['GET /slow # ms', expect.stringContaining('trace ')]);
  for (const other of others) other.end();
});
