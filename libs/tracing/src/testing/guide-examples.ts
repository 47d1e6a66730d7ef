// The examples of docs/tracing.md, each between two comments with its name.
import { EventEmitter, once } from 'node:events';
import { fail } from '#libs/tracing';
// [tracer]
import { type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { withSpan } from '#libs/tracing';

const tracer = trace.getTracer('clew.invoices', '1.0.0');
// [/tracer]

interface Invoice {
  readonly id: string;
  readonly currency: string;
}

const later = () => new Promise((resolve) => setImmediate(resolve));

async function store(invoice: Invoice): Promise<Invoice> {
  await later();
  if (invoice.currency === '') throw new TypeError('currency: is required');
  return invoice;
}

// [with-span]
export function createInvoice(asked: Invoice): Promise<Invoice> {
  return withSpan(
    'create_invoice',
    async (span) => {
      span.setAttribute('invoice.currency', asked.currency);
      const invoice = await store(asked);
      span.setAttribute('invoice.id', invoice.id);
      return invoice;
    },
    { tracer },
  );
}
// [/with-span]

// [manual]
export async function createInvoiceByHand(asked: Invoice): Promise<Invoice> {
  const span = tracer.startSpan('create_invoice');
  try {
    const invoice = await store(asked);
    span.setStatus({ code: SpanStatusCode.OK });
    return invoice;
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).name });
    throw error;
  } finally {
    span.end();
  }
}
// [/manual]

// [attributes]
export function updateInvoice(before: Invoice, after: Invoice): Promise<Invoice> {
  return withSpan('update_invoice', async (span) => {
    span.setAttributes({
      'invoice.id': after.id,
      'operation.type': 'update',
      'invoice.currency_changed': before.currency !== after.currency,
      'updates.fields': ['currency'],
    });
    return store(after);
  });
}
// [/attributes]

// [events]
export function processInvoice(invoice: Invoice, rules: readonly ((invoice: Invoice) => boolean)[]): Promise<Invoice> {
  return withSpan('process_invoice', async (span) => {
    span.addEvent('validation_started');
    const began = performance.now();
    for (const rule of rules) rule(invoice);
    span.addEvent('validation_completed', {
      'validation.duration_ms': performance.now() - began,
      'validation.rules_checked': rules.length,
    });
    span.addEvent('processing_started', { currency: invoice.currency });
    const processed = await store(invoice);
    span.addEvent('processing_completed');
    return processed;
  });
}
// [/events]

// [in-part]
export function sendInvoices(invoices: readonly Invoice[]): Promise<number> {
  return withSpan('send_invoices', async (span) => {
    const sent = await Promise.allSettled(invoices.map(createInvoice));
    const failed = sent.filter(({ status }) => status === 'rejected').length;
    if (failed > 0) fail(span, 'validation', `${failed} invoices failed`);
    return sent.length - failed;
  });
}
// [/in-part]

// [items]
export function processItems(items: readonly string[], process: (item: string) => void): void {
  withSpan('process_items', (span) => {
    span.setAttribute('items.count', items.length);
    for (const item of items) process(item);
  });
}
// [/items]

// [propagation]
export function processRequest(id: string, invoice: Invoice): Promise<Invoice> {
  return withSpan('process_request', async (span) => {
    span.setAttribute('request.id', id);
    withSpan('validate_input', () => invoice.currency.length);
    await later();
    return withSpan('save_to_db', () => store(invoice));
  });
}
// [/propagation]

// [forgotten]
export function answerAtOnce(work: () => Promise<void>): void {
  withSpan('answer_request', () => {
    // Whoever does not wait for it has it in the same trace all the same.
    void withSpan('work_later', work);
  });
}
// [/forgotten]

// [emitter]
export async function onFirst(emitter: EventEmitter): Promise<void> {
  await withSpan('wait_for_first', async () => {
    await once(emitter, 'first');
    withSpan('handle_first', () => {});
  });
}
// [/emitter]

// [in-time]
export function setInTime(): Span {
  return withSpan('operation', (span) => {
    span.setAttribute('result', 'in time');
    return span;
  });
}
// [/in-time]
