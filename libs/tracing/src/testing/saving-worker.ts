// A worker thread with tracing of its own, which goes on with the trace that it was given.
import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { workerData } from 'node:worker_threads';
import { startTracing } from '../start-tracing.js';
import { withSpan } from '../with-span.js';

const log = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
const tracing = startTracing({ serviceName: 'clew-worker', environment: 'test', olderNames: false, log });
const { headers } = workerData as { readonly headers: object };
withSpan('save_to_db', () => {}, { context: propagation.extract(ROOT_CONTEXT, headers) });
await tracing.shutdown();
