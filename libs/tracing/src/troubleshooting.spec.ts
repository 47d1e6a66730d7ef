import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { tracedStages, withSpan } from '#libs/tracing';
import { until } from '#testing/event-sourcing';
import { RecordedSpans, spanNamed, treeOf } from '#testing/tracing';
import { contextOf } from './trace-context.js';
import { tracer } from './with-span.js';

const spans = new RecordedSpans();
afterEach(() => spans.reset());
afterAll(() => spans.stop());

describe('T2 one trace', () => {
  it('is what a span opened inside an active one belongs to, and that one is its parent', () => {
    withSpan('process_request', () => tracer.startSpan('validate_input').end());

    expect(treeOf(spans.all)).toEqual(['process_request OK', '  validate_input']);
  });

  it('is what work belongs to that nobody waits for, and that outlives its parent', async () => {
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    withSpan('process_request', () => {
      void withSpan('send_mail', () => held);
    });
    expect(spans.all.map(({ name }) => name)).toEqual(['process_request']);
    go();
    await until(() => spans.all.length === 2, 'the end of the work');

    const [request, mail] = spans.all;
    expect([mail?.traceId, mail?.parentSpanId]).toEqual([request?.traceId, request?.spanId]);
  });

  it('goes on from what is stored: as a child, or by a link', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    withSpan('resume', () => {}, { context: contextOf({ traceparent }) });
    const event = {
      id: 'c.1',
      type: 'task.created.v1',
      data: {},
      streamId: 'task-1',
      version: 1,
      position: 1,
      recordedAt: new Date().toISOString(),
      metadata: { correlationid: 'c', traceparent },
    };
    tracedStages('full')('project', { name: 'tasks.v1.g1', events: [event] }, () => {});

    const [traceId, spanId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
    expect(spanNamed(spans.all, 'resume')).toMatchObject({ traceId, parentSpanId: spanId });
    expect(spanNamed(spans.all, 'projection.tasks').links).toEqual([{ traceId, spanId }]);
  });
});

it('T5 ten thousand items are one span with their number, not ten thousand', () => {
  const items = Array.from({ length: 10_000 }, (_, n) => n);
  const sum = withSpan('process_items', () => {
    trace.getActiveSpan()?.setAttribute('items.count', items.length);
    return items.reduce((total, item) => total + item, 0);
  });

  expect(sum).toBe(49_995_000);
  expect(spans.all.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['process_items', { 'items.count': 10_000 }],
  ]);
});
