import { afterAll, expect, it } from '@jest/globals';
import { context, trace } from '@opentelemetry/api';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Projections } from '#libs/cqrs';
import { type Observe, StageObserver } from '#libs/event-sourcing';
import { tracedStages } from '#libs/tracing';
import { commitOf, until } from '#testing/event-sourcing';
import { TemporaryFolder } from '#testing/store-sqlite';
import { RecordedSpans } from '#testing/tracing';

const spans = new RecordedSpans();
const folder = new TemporaryFolder();
afterAll(async () => {
  await spans.stop();
  await folder.remove();
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Worker, connections, polling, lease and projection, all begun while one request is under way. */
async function beginInsideRequest(observe: Observe) {
  const span = trace.getTracer('spec').startSpan('process_request');
  const begun = await context.with(trace.setSpan(context.active(), span), async () => {
    const { events, readModels, leases, parked } = await folder.open({ observe });
    events.onAppended(() => {});
    const projections = new Projections(events, readModels, leases, parked, new Observer(observe));
    const model = { name: 'notes', version: 1, indexes: [] };
    const running = await projections.open({ model, types: ['task.created.v1'], project: () => ({}) });
    await projections.onApplicationBootstrap();
    await events.append(commitOf(1));
    await running.subscription.applied(1, 20_000);
    return projections;
  });
  span.end();
  return { begun, request: new WeakRef(span) };
}

class Observer extends StageObserver {
  constructor(readonly observe: Observe) {
    super();
  }
}

it('what goes on in the background holds no request’s span', async () => {
  const { begun, request } = await beginInsideRequest(tracedStages('full'));
  spans.reset();

  await until(() => {
    collectGarbage();
    return request.deref() === undefined;
  }, 'the span to be forgotten');
  await begun.stop();

  expect(request.deref()).toBeUndefined();
});
