import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { type EventStore, type Observe, StoreUnavailable } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { type Detail, tracedStages, withSpan } from '#libs/tracing';
import { exceptionsIn, RecordedSpans, type SeenSpan, spanNamed, treeOf } from '#testing/tracing';
import { add, addToCounter } from './testing/counter.js';

const spans = new RecordedSpans();
afterEach(() => spans.reset());
afterAll(() => spans.stop());

const lines = () => treeOf(spans.all);
const attributesOf = (name: string) => spanNamed(spans.all, name).attributes;
const appends = () => spans.all.filter(({ name }) => name === 'event_store.append');

async function counting(detail: Detail): Promise<{ store: EventStore; observe: Observe }> {
  const observe = tracedStages(detail);
  const { events: store } = await MemoryStore.open({ observe });
  return { store, observe };
}

/** Another writer is quicker, as often as told. */
function outrun(store: EventStore, times: number): void {
  const append = store.append.bind(store);
  let rivals = 0;
  store.append = async (commit) => {
    const { version } = await store.readStream('counter-1');
    const commitId = `rival-${++rivals}`;
    const events = [{ type: 'counter.added.v1', data: 1 }];
    if (rivals <= times) {
      const streams = [{ streamId: 'counter-1', expectedVersion: version, events }];
      await append({ commitId, streams, metadata: { correlationid: commitId } });
    }
    return append(commit);
  };
}

describe('stages of a command', () => {
  it('are spans in full detail', async () => {
    const counter = await counting('full');
    await addToCounter({ ...counter, numbers: [1] });
    spans.reset();
    await addToCounter({ ...counter, numbers: [1, 2], existing: true });

    expect(lines()).toEqual([
      'add_to_counter OK ● counter.added.v1 ● counter.added.v1',
      '  fetch_counter OK',
      '    find events CLIENT',
      '  change_counter OK ● changing_counter ● counter_changed',
      '    validate_numbers OK',
      '    apply_numbers OK',
      '  save_counter OK',
      '    event_store.append PRODUCER OK',
      '      serialize_numbers OK',
      '      insert commits CLIENT',
      '      publish_numbers OK',
    ]);
    expect(attributesOf('apply_numbers')).toEqual({ 'numbers.count': 2 });
    expect(attributesOf('event_store.append')).toEqual({
      'es.stream.category': 'counter',
      'es.expected_version': 1,
      'es.version': 3,
      'es.position': 3,
      'es.events.count': 2,
      'es.conflict': false,
      'es.duplicate': false,
    });
  });

  it('are events of the command in standard detail, which carries their attributes too', async () => {
    const counter = await counting('standard');
    await addToCounter({ ...counter, numbers: [1] });
    spans.reset();
    await addToCounter({ ...counter, numbers: [1, 2], existing: true });

    const names = ['changing_counter', 'validate_numbers', 'apply_numbers', 'counter_changed', 'change_counter'];
    const events = [...names, 'serialize_numbers', 'publish_numbers', 'counter.added.v1', 'counter.added.v1'];
    expect(lines()).toEqual([
      `add_to_counter OK ${events.map((name) => `● ${name}`).join(' ')}`,
      '  fetch_counter OK',
      '    find events CLIENT',
      '  save_counter OK',
      '    event_store.append PRODUCER OK',
      '      insert commits CLIENT',
    ]);
    expect(attributesOf('add_to_counter')).toEqual({ 'numbers.count': 2 });
    const timed = spanNamed(spans.all, 'add_to_counter').events.filter(({ name }) => /_numbers|change_/.test(name));
    expect(timed.map(({ attributes }) => attributes)).toEqual(
      Array.from({ length: 5 }, () => ({ duration_ms: expect.any(Number) })),
    );
  });

  it('draw nothing where nothing is active, and an append outside a command carries its events itself', async () => {
    const counter = await counting('full');
    await add({ ...counter, numbers: [1] });
    expect(spans.all).toEqual([]);
    await withSpan('process_numbers', () => add({ ...counter, numbers: [2], existing: true }));

    expect(lines()).toEqual([
      'process_numbers OK',
      '  find events CLIENT',
      '  event_store.append PRODUCER OK ● counter.added.v1',
      '    insert commits CLIENT',
    ]);
  });
});

describe.each<Detail>(['full', 'standard'])('in %s detail', (detail) => {
  it('an attempt lost to a conflict stays as it is, and says so', async () => {
    const counter = await counting(detail);
    await addToCounter({ ...counter, numbers: [1] });
    outrun(counter.store, 1);
    spans.reset();
    await addToCounter({ ...counter, numbers: [2], existing: true });

    const [lost, won] = appends();
    expect(lost).toMatchObject({ status: 'UNSET', attributes: { attempt: 1, 'es.conflict': true } });
    expect(won).toMatchObject({ status: 'OK', attributes: { attempt: 2, 'es.conflict': false, 'es.version': 3 } });
    expect(spans.all.filter(({ name }) => name === 'save_counter').map(({ status }) => status)).toEqual([
      'UNSET',
      'OK',
    ]);
    expect(spanNamed(spans.all, 'add_to_counter').status).toBe('OK');
    expect(spans.all.filter(({ status }) => status === 'ERROR')).toEqual([]);
    expect(exceptionsIn(spans.all)).toEqual([]);
  });

  it('giving up after every attempt was lost is an error of the command', async () => {
    const counter = await counting(detail);
    await addToCounter({ ...counter, numbers: [1] });
    outrun(counter.store, Number.POSITIVE_INFINITY);
    spans.reset();
    const given = addToCounter({ ...counter, numbers: [2], existing: true });
    await expect(given).rejects.toMatchObject({ code: 'too_many_conflicts' });

    expect(appends().map(({ status, attributes }) => [status, attributes['attempt']])).toEqual(
      [1, 2, 3, 4, 5].map((attempt) => ['UNSET', attempt]),
    );
    const failed = spans.all.filter(({ status }) => status === 'ERROR');
    expect(failed).toMatchObject([
      { name: 'add_to_counter', description: 'Conflict', attributes: { 'error.type': 'conflict' } },
    ]);
    expect(exceptionsIn(spans.all)).toMatchObject([{ span: 'add_to_counter' }]);
  });

  it('a duplicate leads to the first append by a link, and shows no domain event', async () => {
    const counter = await counting(detail);
    await addToCounter({ ...counter, numbers: [1], commitId: 'the same' });
    const [first] = appends() as [SeenSpan];
    spans.reset();
    await addToCounter({ ...counter, numbers: [1], commitId: 'the same' });

    const duplicate = spanNamed(spans.all, 'event_store.append');
    expect(duplicate).toMatchObject({ status: 'OK', attributes: { 'es.duplicate': true, 'es.conflict': false } });
    expect(duplicate.links).toEqual([{ traceId: first.traceId, spanId: first.spanId }]);
    expect(first).toMatchObject({ attributes: { 'es.duplicate': false }, links: [] });
    expect(lines().join()).not.toContain('counter.added.v1');
  });

  it('of more than a hundred domain events the first hundred are shown, and how many there are', async () => {
    const counter = await counting(detail);
    await addToCounter({ ...counter, numbers: Array.from({ length: 101 }, (_, n) => n), commitId: 'many' });

    const { events } = spanNamed(spans.all, 'add_to_counter');
    const shown = events.filter(({ name }) => name === 'counter.added.v1').map(({ attributes }) => attributes);
    expect(shown).toEqual(
      Array.from({ length: 100 }, (_, index) => ({
        'event.id': `many.${index + 1}`,
        'es.stream': 'counter-1',
        'es.version': index + 1,
        'es.position': index + 1,
      })),
    );
    expect(events.at(-1)).toMatchObject({ name: 'domain_events_truncated', attributes: { 'es.events.count': 101 } });
    expect(attributesOf('event_store.append')).toMatchObject({ 'es.events.count': 101, 'es.version': 101 });
  });

  it('a hundred domain events are all shown', async () => {
    await addToCounter({ ...(await counting(detail)), numbers: Array.from({ length: 100 }, (_, n) => n) });

    const names = spanNamed(spans.all, 'add_to_counter').events.map(({ name }) => name);
    expect(names.filter((name) => name === 'counter.added.v1')).toHaveLength(100);
    expect(names).not.toContain('domain_events_truncated');
  });

  it('a step says what it failed of, in its own words only for what they name', async () => {
    const counter = await counting(detail);
    await expect(addToCounter({ ...counter, numbers: [1], existing: true })).rejects.toThrow('there is no counter');
    expect(spanNamed(spans.all, 'fetch_counter')).toMatchObject({ status: 'ERROR', description: 'Not found' });
    expect(spanNamed(spans.all, 'add_to_counter').description).toBe('Counter not found');
    expect(exceptionsIn(spans.all)).toMatchObject([{ span: 'add_to_counter' }]);

    spans.reset();
    counter.store.readStream = () => Promise.reject(new StoreUnavailable('the store is away'));
    await expect(addToCounter({ ...counter, numbers: [1], existing: true })).rejects.toThrow('away');
    for (const name of ['fetch_counter', 'add_to_counter']) {
      const expected = { description: 'Store unavailable', attributes: { 'error.type': 'unavailable' } };
      expect(spanNamed(spans.all, name)).toMatchObject({ status: 'ERROR', ...expected });
    }
    expect(exceptionsIn(spans.all)).toMatchObject([{ span: 'add_to_counter' }]);
  });

  it('a failed append is an error with the exception, and each span around it an error without', async () => {
    const counter = await counting(detail);
    counter.store.append = () => Promise.reject(new StoreUnavailable('the store is away'));
    await expect(addToCounter({ ...counter, numbers: [1] })).rejects.toThrow('away');

    const failed = spans.all.filter(({ status }) => status === 'ERROR').map(({ name }) => name);
    expect(failed).toEqual(['add_to_counter', 'save_counter', 'event_store.append']);
    expect(exceptionsIn(spans.all)).toMatchObject([{ span: 'event_store.append' }]);
    expect(lines().join()).not.toContain('counter.added.v1');
  });

  it('a database call that fails is an error without the exception', () => {
    const call = { system: 'sqlite', operation: 'find', collection: 'tasks', namespace: 'a.db' } as const;
    const work = () => {
      throw new StoreUnavailable('the store is away');
    };
    expect(() => withSpan('get_tasks', () => tracedStages(detail)('read', call, work))).toThrow('away');

    expect(lines()).toEqual([
      'get_tasks ERROR "Store unavailable" ● exception',
      '  find tasks CLIENT ERROR "Store unavailable"',
    ]);
  });

  it('background work is in no trace, and opens none', () => {
    const observe = tracedStages(detail);
    withSpan('get_tasks', () => {
      observe('background', {}, () => {
        expect(trace.getActiveSpan()).toBeUndefined();
        withSpan('poll_log', () => {});
      });
    });

    expect(lines()).toEqual(['get_tasks OK']);
  });
});
