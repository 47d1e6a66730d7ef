import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { isWellNamed, PageWithBlocks, quotes, RecordedSpans, regionsOf, treeOf } from '#testing/tracing';
import { until } from '#testing/event-sourcing';
import * as examples from './testing/guide-examples.js';

const FILE = 'libs/tracing/src/testing/guide-examples.ts';
const page = new PageWithBlocks('tracing.md');
const spans = new RecordedSpans();
beforeEach(() => spans.reset());
afterAll(() => spans.stop());

const invoice = { id: '7', currency: 'EUR' };
const wrong = { id: '8', currency: '' };

describe('docs/tracing.md', () => {
  it.each([...regionsOf(FILE)])('shows the example "%s" as it runs here', (name, text) => {
    expect(page.shown('code', name, text)).toBe(text);
  });

  it('shows no other, and quotes files that have those lines', () => {
    const names = page.blocks.filter(({ kind }) => kind === 'code').map(({ name }) => name);
    expect(names).toEqual([...regionsOf(FILE).keys()].filter((name) => names.includes(name)));
    expect(names.toSorted()).toEqual([...regionsOf(FILE).keys()].toSorted());
    const files = page.blocks.filter(({ kind }) => kind === 'file');
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter(({ name, text }) => !quotes(name, text))).toEqual([]);
    expect(page.blocks.filter(({ text }) => text === '…')).toEqual([]);
  });

  it.each<[name: string, run: () => unknown]>([
    ['with-span', () => examples.createInvoice(invoice)],
    ['with-span-failed', () => examples.createInvoice(wrong)],
    ['manual', () => examples.createInvoiceByHand(invoice)],
    ['events', () => examples.processInvoice(invoice, [() => true])],
    ['in-part', () => examples.sendInvoices([invoice, wrong])],
    ['items', () => examples.processItems(Array.from({ length: 10_000 }, String), () => {})],
    ['propagation', () => examples.processRequest('r1', invoice)],
    ['forgotten', () => examples.answerAtOnce(() => Promise.resolve())],
  ])('shows what becomes of "%s"', async (name, run) => {
    await Promise.resolve(run()).catch(() => {});
    await until(() => spans.all.length > 0 && spans.all.length === spans.started, 'the end of all spans');
    const tree = treeOf(spans.all).join('\n');

    expect(page.shown('tree', name, tree)).toBe(tree);
    expect(spans.all.every(isWellNamed)).toBe(true);
  });
});

it('attributes keep their types', async () => {
  await examples.updateInvoice(invoice, { ...invoice, currency: 'CHF' });
  expect(spans.all[0]?.attributes).toEqual({
    'invoice.id': '7',
    'operation.type': 'update',
    'invoice.currency_changed': true,
    'updates.fields': ['currency'],
  });
});

it('a manual span that fails has one exception and ends', async () => {
  await expect(examples.createInvoiceByHand(wrong)).rejects.toThrow('currency');
  expect(treeOf(spans.all)).toEqual(['create_invoice ERROR "TypeError" ● exception']);
});

it('an emitter’s listener that is waited for is inside', async () => {
  const emitter = new EventEmitter();
  const handled = examples.onFirst(emitter);
  emitter.emit('first');
  await handled;
  expect(treeOf(spans.all)).toEqual(['wait_for_first OK', '  handle_first OK']);
});

it('an attribute that is set before the end is there', () => {
  examples.setInTime();
  expect(spans.all[0]?.attributes).toEqual({ result: 'in time' });
});
