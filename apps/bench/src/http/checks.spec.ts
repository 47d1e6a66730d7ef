import { describe, expect, it } from '@jest/globals';
import { type ReceivedSpan, Traces } from '../sink/traces.js';
import { spansIn } from './checks.js';

const answered = { creates: 3, gets: 2, lists: 2 };

/** Three creates of two spans, two gets and two lists of two, and their projection in two batches of two. */
const received: readonly ReceivedSpan[] = [
  ...['c1', 'c2', 'c3'].flatMap((traceId) => traceOf(traceId, 'POST /api/tasks')),
  ...['g1', 'g2'].flatMap((traceId) => traceOf(traceId, 'GET /api/tasks/{id}')),
  ...['l1', 'l2'].flatMap((traceId) => traceOf(traceId, 'GET /api/tasks')),
  ...traceOf('b1', 'projection.tasks', 2),
  ...traceOf('b2', 'projection.tasks', 1),
];

function traceOf(traceId: string, root: string, batchCount = 0): ReceivedSpan[] {
  const inner = { traceId, name: 'inner', isRoot: false, batchCount: 0 };
  return [inner, { traceId, name: root, isRoot: true, batchCount }];
}

function found(spans: readonly ReceivedSpan[]) {
  const traces = new Traces();
  for (const span of spans) traces.add(span);
  return spansIn(traces.report(), answered);
}

it('counts spans by request and finds nothing missing', () => {
  expect(found(received)).toEqual({
    perCreate: 2,
    perGet: 2,
    perList: 2,
    projecting: 4 / 3,
    dropped: 0,
    complaints: [],
  });
});

describe('complains', () => {
  it.each(received.map((span) => [span.name, span.traceId, span] as const))(
    'without span %s of %s',
    (_name, _id, lost) => {
      const { complaints } = found(received.filter((span) => span !== lost));

      expect(complaints).not.toEqual([]);
    },
  );

  it.each([
    ['c2', ['2 traces of 3 creates', '2 spans are missing'], 2],
    ['g1', ['1 traces of 2 gets', '2 spans are missing'], 2],
    ['l1', ['1 traces of 2 lists', '2 spans are missing'], 2],
    ['b1', ['1 of 3 events in projection batches'], 0],
  ] as const)('without trace %s', (lost, complaints, dropped) => {
    expect(found(received.filter(({ traceId }) => traceId !== lost))).toMatchObject({ complaints, dropped });
  });

  it('about more traces than requests', () => {
    const { complaints } = found([...received, ...traceOf('c4', 'POST /api/tasks')]);

    expect(complaints).toContain('4 traces of 3 creates');
  });

  it('when nothing arrived', () => {
    expect(found([]).complaints).toEqual([
      '0 traces of 3 creates',
      '0 traces of 2 gets',
      '0 traces of 2 lists',
      '0 of 3 events in projection batches',
    ]);
  });
});
