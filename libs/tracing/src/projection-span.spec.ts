import { afterAll, afterEach, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#libs/event-sourcing';
import { tracedStages, withSpan } from '#libs/tracing';
import { RecordedSpans, type SeenSpan, spanNamed, treeOf } from '#testing/tracing';

const spans = new RecordedSpans();
afterEach(() => spans.reset());
afterAll(() => spans.stop());

const observe = tracedStages('standard');
/** All with the same bucket. */
const traceIdOf = (n: number) => `${n.toString(16).padStart(24, 'a')}00000007`;
const traceparentOf = (n: number, flags = '01') => `00-${traceIdOf(n)}-00f067aa0ba902b7-${flags}`;

/** An event for each header; undefined for one that was stored without a trace. */
function eventsOf(traceparents: readonly (string | undefined)[]): RecordedEvent[] {
  return traceparents.map((traceparent, index) => ({
    id: `c.${index}`,
    type: 'task.created.v1',
    data: {},
    streamId: 'task-1',
    version: index + 1,
    position: index + 11,
    recordedAt: '2026-01-01T00:00:00.000Z',
    metadata: { correlationid: 'c', ...(traceparent !== undefined && { traceparent }) },
  }));
}

function projected(traceparents: readonly (string | undefined)[]): SeenSpan {
  observe('project', { name: 'tasks.v1.g1', events: eventsOf(traceparents) }, () => {});
  return spanNamed(spans.all, 'projection.tasks');
}

it('a batch is a trace of its own, also where a request is under way, with links to the appends behind it', () => {
  withSpan('create_task', () => projected([traceparentOf(1), traceparentOf(2)]));

  const batch = spanNamed(spans.all, 'projection.tasks');
  expect(treeOf([batch])).toEqual(['projection.tasks CONSUMER OK']);
  expect(batch.parentSpanId).toBeUndefined();
  expect(batch.links).toEqual([1, 2].map((n) => ({ traceId: traceIdOf(n), spanId: '00f067aa0ba902b7' })));
  expect(batch.attributes).toEqual({ 'es.batch.count': 2, 'es.position.first': 11, 'es.position.last': 12 });
});

it('several events of one append are one link, and none without a trace', () => {
  expect(projected([traceparentOf(1), undefined, traceparentOf(1)]).links).toHaveLength(1);
});

it('at most 32 appends are linked to', () => {
  const { links, attributes } = projected(Array.from({ length: 40 }, (_, n) => traceparentOf(n + 1)));

  expect(links.map(({ traceId }) => traceId)).toEqual(Array.from({ length: 32 }, (_, n) => traceIdOf(n + 1)));
  expect(attributes).toEqual({ 'es.batch.count': 40, 'es.position.first': 11, 'es.position.last': 50 });
});

it('of appends that a Collector may keep apart, only those are linked to that it keeps together', () => {
  const of = (n: number, bucket: string) => `00-${n.toString(16).padStart(24, 'b')}${bucket}-00f067aa0ba902b7-01`;
  const { links, bucket } = projected([of(1, '00000050'), of(2, '00000009'), of(3, '00000009')]);

  expect(links.map(({ traceId }) => traceId.slice(-8))).toEqual(['00000009', '00000009']);
  expect(bucket).toBeGreaterThanOrEqual(0);
});

it('a link to a trace that was not recorded would lead nowhere: it is counted', () => {
  const { links, attributes } = projected([traceparentOf(1, '00'), traceparentOf(2, '00'), traceparentOf(3)]);

  expect(links).toMatchObject([{ traceId: traceIdOf(3) }]);
  expect(attributes).toMatchObject({ 'es.links.unsampled': 2 });
});

it('a batch that fails says so, each time', () => {
  const work = () => {
    throw new TypeError('no');
  };
  const project = () => observe('project', { name: 'tasks.v1.g1', events: eventsOf([traceparentOf(1)]) }, work);
  expect(project).toThrow('no');
  expect(project).toThrow('no');

  expect(treeOf(spans.all)).toEqual(
    Array.from({ length: 2 }, () => 'projection.tasks CONSUMER ERROR "TypeError" ● exception'),
  );
});
