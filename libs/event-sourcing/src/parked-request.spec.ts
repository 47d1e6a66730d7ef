import { beforeEach, describe, expect, it } from '@jest/globals';
import { type ParkRequest, requestParked } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { commitOf, parkedOf, part } from '#testing/event-sourcing';

let store: MemoryStore;
let ids: readonly string[];

beforeEach(async () => {
  store = await MemoryStore.open();
  await store.events.append(commitOf(1, { streams: [part('task-a', 0, 3), part('task-b', 0)] }));
  const { events } = await store.events.readAll(0, 9);
  ids = events.map(({ id }) => id);
  const parked = events.filter(({ position }) => position < 3).map((event) => parkedOf(event));
  await store.parked.put('work', parked);
});

const ask = (index: number, action: ParkRequest['action'] = 'retry', by = 'ada', subscription = 'work') =>
  requestParked(store, subscription, ids[index] ?? 'none', { action, by, at: '2026' });

describe('a request about a parked event', () => {
  it('stands with the first one of its stream', async () => {
    expect(await ask(0, 'skip')).toMatchObject({ position: 1, request: { action: 'skip', by: 'ada' } });
    expect(await store.parked.list('work', { requested: true, limit: 9 })).toHaveLength(1);
  });

  it('asked for twice is the first one', async () => {
    await ask(0, 'retry', 'ada');

    expect(await ask(0, 'retry', 'bob')).toMatchObject({ request: { action: 'retry', by: 'ada' } });
  });

  it('is refused where something else was asked for', async () => {
    await ask(0, 'retry');

    await expect(ask(0, 'skip')).rejects.toMatchObject({
      code: 'parked_event_requested',
      message: 'a retry of it was asked for before and is still to be carried out',
    });
  });

  it('is refused for one that waits, and says behind which', async () => {
    await expect(ask(1)).rejects.toMatchObject({
      code: 'parked_event_waits',
      message: `it waits behind event ${ids[0]} of its stream: retry or skip that one`,
    });
    expect(await store.parked.list('work', { requested: true, limit: 9 })).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['one behind the parked ones', () => ask(2)],
    ['one of another stream', () => ask(3)],
    ['one of another subscription', () => ask(0, 'retry', 'ada', 'other')],
    ['an event that does not exist', () => ask(9)],
    ['no id at all', () => requestParked(store, 'work', '', { action: 'retry', by: 'ada', at: '' })],
  ])('is refused for %s', async (_what, asking) => {
    await expect(asking()).rejects.toMatchObject({ code: 'parked_event_not_found', kind: 'not_found' });
  });
});
