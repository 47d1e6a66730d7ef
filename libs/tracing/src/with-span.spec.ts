import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { type Attributes, trace } from '@opentelemetry/api';
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs';
import { readFile as readFilePromise } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail, VERSION, withSpan } from '#libs/tracing';
import { exceptionsIn, RecordedSpans, spanNamed, treeOf } from '#testing/tracing';

const spans = new RecordedSpans();
afterEach(() => spans.reset());
afterAll(() => spans.stop());

const lines = () => treeOf(spans.all);

describe('S2 a span ends with the work', () => {
  it('that returns, and synchronous work stays synchronous', () => {
    expect(withSpan('count_items', () => 3)).toBe(3);
    expect(lines()).toEqual(['count_items OK']);
  });

  it('that returns early', () => {
    const firstEven = (numbers: readonly number[]) =>
      withSpan('find_even', () => {
        for (const number of numbers) if (number % 2 === 0) return number;
        return undefined;
      });

    expect(firstEven([1, 2, 3])).toBe(2);
    expect(lines()).toEqual(['find_even OK']);
  });

  it('that throws, with the error for the caller', () => {
    const error = new TypeError('no');
    const work = () => {
      throw error;
    };

    expect(() => withSpan('count_items', work)).toThrow(error);
    expect(lines()).toEqual(['count_items ERROR "TypeError" ● exception']);
  });

  it('that resolves, and not before', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const result = withSpan('save_items', () => promise);
    expect(spans.all).toEqual([]);
    resolve(4);

    await expect(result).resolves.toBe(4);
    expect(lines()).toEqual(['save_items OK']);
  });

  it('that rejects, with the error for the caller', async () => {
    const error = new RangeError('no');

    await expect(withSpan('save_items', () => Promise.reject(error))).rejects.toBe(error);
    expect(lines()).toEqual(['save_items ERROR "RangeError" ● exception']);
  });

  it('that answers with a promise of the platform', async () => {
    const result = withSpan('read_file', () => readFilePromise('package.json', 'utf8'));
    expect(spans.all).toEqual([]);

    expect(await result).toContain('"name": "clew"');
    expect(lines()).toEqual(['read_file OK']);
  });
});

describe('S2 a span is current inside', () => {
  it('so that nested calls are its children, and siblings are not', async () => {
    await withSpan('process_items', async (span) => {
      expect(trace.getActiveSpan()).toBe(span);
      withSpan('count_items', () => withSpan('count_item', () => 1));
      await withSpan('save_items', async () => {});
    });

    expect(trace.getActiveSpan()).toBeUndefined();
    expect(lines()).toEqual(['process_items OK', '  count_items OK', '    count_item OK', '  save_items OK']);
  });

  it('and two that overlap do not mix', async () => {
    const item = (id: number) =>
      withSpan('process_item', async (span) => {
        span.setAttribute('item.id', id);
        await new Promise(setImmediate);
        await withSpan('save_item', async (inner) => inner.setAttribute('item.id', id));
      });
    await Promise.all([item(1), item(2)]);

    const saved = spans.all.filter(({ name }) => name === 'save_item');
    const parents = saved.map(({ parentSpanId }) => spans.all.find(({ spanId }) => spanId === parentSpanId));
    expect(saved.map(({ attributes }) => attributes['item.id']).sort()).toEqual([1, 2]);
    expect(parents.map((parent) => parent?.attributes)).toEqual(saved.map(({ attributes }) => attributes));
  });
});

describe('BP7 a status is OK or ERROR with a description', () => {
  it('and stays ERROR where work that failed in part returns normally', () => {
    withSpan('process_items', (span) => fail(span, 'unexpected', '2 items failed'));

    expect(lines()).toEqual(['process_items ERROR "2 items failed"']);
    expect(spanNamed(spans.all, 'process_items').attributes).toEqual({ 'error.type': 'unexpected' });
  });

  it('while an error that was dealt with inside stays there', () => {
    withSpan('process_items', () => {
      try {
        withSpan('process_item', () => {
          throw new Error('one is broken');
        });
      } catch {
        // The others go on.
      }
    });

    expect(lines()).toEqual(['process_items OK', '  process_item ERROR "Error" ● exception']);
  });
});

it('S5 one error leaves one exception event, on the innermost span that it ends', async () => {
  const error = new RangeError('too far');
  const failing = withSpan('outer', () =>
    withSpan('middle', async () => withSpan('inner', () => Promise.reject(error))),
  );
  await expect(failing).rejects.toBe(error);

  expect(lines()).toEqual([
    'outer ERROR "RangeError"',
    '  middle ERROR "RangeError"',
    '    inner ERROR "RangeError" ● exception',
  ]);
  expect(spans.all.map(({ attributes }) => attributes)).toEqual(
    Array.from({ length: 3 }, () => ({ 'error.type': 'unexpected' })),
  );
  expect(exceptionsIn(spans.all)).toEqual([
    {
      span: 'inner',
      attributes: {
        'exception.type': 'RangeError',
        'exception.message': 'too far',
        'exception.stacktrace': expect.stringContaining('with-span.spec.ts'),
      },
    },
  ]);
});

it('S5 the exception event names the class of an error, also of one with a code', () => {
  const error = Object.assign(new TypeError('no'), { code: 'ERR_NO' });
  const work = () => {
    throw error;
  };

  expect(() => withSpan('count_items', work)).toThrow(error);
  expect(exceptionsIn(spans.all)[0]?.attributes['exception.type']).toBe('TypeError');
});

it('S3 attributes keep their types, and what is none never throws', () => {
  const circle: Record<string, unknown> = {};
  circle['itself'] = circle;
  const odd = { of_undefined: undefined, of_function: () => {}, of_symbol: Symbol('x'), of_circle: circle } as unknown;
  withSpan('count_items', (span) => {
    span.setAttributes({ counted: true, count: 3, share: 0.5, names: ['a', 'b'] });
    span.setAttributes(odd as Attributes);
    span.addEvent('counted', odd as Attributes);
  });

  const { attributes, events, status } = spanNamed(spans.all, 'count_items');
  expect(attributes).toEqual({ counted: true, count: 3, share: 0.5, names: ['a', 'b'] });
  expect(events).toMatchObject([{ name: 'counted', attributes: {} }]);
  expect(status).toBe('OK');
});

describe('BP4 context holds', () => {
  const save = () => withSpan('save_to_db', () => {});
  const emitter = new EventEmitter().on('saved', save);
  const carriers: Readonly<Record<string, () => unknown>> = {
    await: async () => {
      await Promise.resolve();
      save();
    },
    'a timer': () => new Promise<void>((done) => setTimeout(() => done(save()), 1)),
    'an immediate': () => new Promise<void>((done) => setImmediate(() => done(save()))),
    'the next tick': () => new Promise<void>((done) => process.nextTick(() => done(save()))),
    'promises side by side': () => Promise.all([Promise.resolve().then(save), new Promise(setImmediate)]),
    'a callback': () => new Promise<void>((done) => readFile('package.json', () => done(save()))),
    'an emitter made elsewhere': () => emitter.emit('saved'),
    'an event waited for': async () => {
      const own = new EventEmitter();
      setImmediate(() => own.emit('ready'));
      await once(own, 'ready');
      save();
    },
    'a stream': () =>
      pipeline(Readable.from(['a']), async (items) => {
        for await (const _ of items) save();
      }),
  };

  it.each(Object.entries(carriers))('across %s', async (_name, carry) => {
    await withSpan('process_request', async (span) => {
      span.setAttribute('request.id', 'r1');
      withSpan('validate_input', () => {});
      await carry();
    });

    expect(lines()).toEqual(['process_request OK', '  validate_input OK', '  save_to_db OK']);
    expect(spanNamed(spans.all, 'process_request').attributes).toEqual({ 'request.id': 'r1' });
  });
});

it('S1 the scope of each span is this lib, with the version of the package', () => {
  withSpan('count_items', () => withSpan('count_item', () => {}));

  expect(spans.all.map(({ scope }) => scope)).toEqual(Array.from({ length: 2 }, () => `clew.tracing@${VERSION}`));
  expect(VERSION).toMatch(/^\d+\.\d+\.\d+$/);
});
