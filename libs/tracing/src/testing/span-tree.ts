import type { SeenSpan } from './seen-span.js';

/**
 * Spans as lines to compare whole trees at once, children under their parents in the order given: name, kind unless
 * INTERNAL, status unless UNSET, events.
 */
export function treeOf(spans: readonly SeenSpan[]): string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
  return roots.flatMap((root) => linesOf(root, spans, ''));
}

function linesOf(span: SeenSpan, spans: readonly SeenSpan[], indent: string): string[] {
  const children = spans.filter(({ parentSpanId }) => parentSpanId === span.spanId);
  return [`${indent}${lineOf(span)}`, ...children.flatMap((child) => linesOf(child, spans, `${indent}  `))];
}

function lineOf({ name, kind, status, description, events }: SeenSpan): string {
  return [
    name,
    ...(kind === 'INTERNAL' ? [] : [kind]),
    ...(status === 'UNSET' ? [] : [status]),
    ...(description === undefined ? [] : [JSON.stringify(description)]),
    ...events.map((event) => `● ${event.name}`),
  ].join(' ');
}

/** The one with this name; a spec that finds none or several is wrong. */
export function spanNamed(spans: readonly SeenSpan[], name: string): SeenSpan {
  const [found, another] = spans.filter((span) => span.name === name);
  if (!found || another) {
    throw new Error(`${another ? 'several spans' : 'no span'} "${name}" among:\n${treeOf(spans).join('\n')}`);
  }
  return found;
}

/** From the root down to the span itself. */
export function pathTo(span: SeenSpan, spans: readonly SeenSpan[]): SeenSpan[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return parent ? [...pathTo(parent, spans), span] : [span];
}

/** Every exception event in them. */
export function exceptionsIn(spans: readonly SeenSpan[]): { span: string; attributes: SeenSpan['attributes'] }[] {
  return spans.flatMap(({ name, events }) =>
    events.filter((event) => event.name === 'exception').map(({ attributes }) => ({ span: name, attributes })),
  );
}
