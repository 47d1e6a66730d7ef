import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { context, propagation } from '@opentelemetry/api';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { withSpan } from '#libs/tracing';
import { OtlpReceiver, RecordedSpans, spanNamed, treeOf } from '#testing/tracing';

const HOOKS = new URL('../../store-sqlite/src/testing/source-hooks.mjs', import.meta.url).href;
const PROGRAM = new URL('./testing/saving-worker.ts', import.meta.url);
const spans = new RecordedSpans();
let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await OtlpReceiver.start();
});
afterAll(async () => {
  await receiver.stop();
  await spans.stop();
});

it('BP4 context holds across a worker thread to which it is handed over', async () => {
  await withSpan('process_request', async (span) => {
    span.setAttribute('request.id', 'r1');
    withSpan('validate_input', () => {});
    const headers = {};
    propagation.inject(context.active(), headers);
    const worker = new Worker(PROGRAM, {
      workerData: { headers },
      execArgv: ['--conditions=source', '--import', HOOKS],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });
    await once(worker, 'exit');
  });

  const saved = spanNamed(receiver.spans(), 'save_to_db');
  expect(saved.resource['service.name']).toBe('clew-worker');
  expect(treeOf([...spans.all, saved])).toEqual(['process_request OK', '  validate_input OK', '  save_to_db OK']);
  expect(saved.traceId).toBe(spanNamed(spans.all, 'process_request').traceId);
});
