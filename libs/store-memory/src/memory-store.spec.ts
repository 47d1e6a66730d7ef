import { afterEach, expect, it, jest } from '@jest/globals';
import { StoreUnavailable } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { commitOf } from '#testing/event-sourcing';

interface Item {
  readonly rank: number;
  readonly tags: readonly string[];
}

const definition = { name: 'items', version: 1, indexes: [['rank']] } as const;

afterEach(() => {
  jest.useRealTimers();
});

it('never lets the time run backwards, whatever the clock says', async () => {
  const { events } = await MemoryStore.open();
  jest.useFakeTimers({ now: new Date('2040-01-01T00:00:00.000Z') });
  await events.append(commitOf(1));
  jest.setSystemTime(new Date('2026-01-01T00:00:00.000Z'));
  await events.append(commitOf(2));
  jest.setSystemTime(new Date('2041-01-01T00:00:00.000Z'));
  await events.append(commitOf(3));

  expect((await events.readAll(0, 3)).events.map(({ recordedAt }) => recordedAt)).toEqual([
    '2040-01-01T00:00:00.000Z',
    '2040-01-01T00:00:00.000Z',
    '2041-01-01T00:00:00.000Z',
  ]);
});

it('gives every reader the same events and documents, which nobody can change', async () => {
  const { events, readModels, leases } = await MemoryStore.open();
  const { commit } = await events.append(
    commitOf(1, { data: { tags: ['a'] }, request: { fingerprint: 'f', status: 201 } }),
  );
  const items = await readModels.open<Item>(definition);
  const lease = await leases.claim(items.lease, undefined);
  await items.apply({
    puts: [{ id: '1', position: 1, document: { rank: 1, tags: ['a'] } }],
    removes: [],
    checkpoint: 1,
    epoch: 1,
  });
  const document = await items.get('1');

  const [event] = commit.events;
  const data = event?.data as { readonly tags: readonly string[] };
  const given = [commit, commit.events, event, data, data.tags, commit.metadata, commit.request];
  for (const each of [...given, lease, document, document?.tags]) expect(Object.isFrozen(each)).toBe(true);
  expect((await events.readAll(0, 1)).events[0]).toBe(event);
});

it('keeps the documents of a model that is opened again', async () => {
  const { readModels, leases } = await MemoryStore.open();
  const first = await readModels.open<Item>(definition);
  await leases.claim(first.lease, undefined);
  await first.apply({
    puts: [{ id: '1', position: 1, document: { rank: 1, tags: [] } }],
    removes: [],
    checkpoint: 1,
    epoch: 1,
  });

  const again = await readModels.open<Item>(definition);
  const next = await readModels.open<Item>({ ...definition, version: 2 });

  expect(await again.get('1')).toEqual({ rank: 1, tags: [] });
  expect(await next.get('1')).toBeUndefined();
});

it('refuses documents and leases once it is closed, and may be closed twice', async () => {
  const store = await MemoryStore.open();
  const { readModels, leases, keys } = store;
  const items = await readModels.open<Item>(definition);
  await leases.claim(items.lease, undefined);
  await store.close();
  await store.close();

  const sort = { field: 'rank', direction: 'asc' } as const;
  const calls = [
    () => readModels.open<Item>(definition),
    () => items.apply({ puts: [], removes: [], checkpoint: 1, epoch: 1 }),
    () => items.folded(['1']),
    () => items.get('1'),
    () => items.find({ sort, limit: 1 }),
    () => items.count(),
    () => leases.read(items.lease),
    () => leases.claim(items.lease, 1),
    () => leases.beat(items.lease, 1),
    () => leases.advance(items.lease, 1, 1),
    () => leases.release(items.lease, 1),
    () => keys.remember('key', { fingerprint: 'f', outcome: 1 }, 1_000),
    () => keys.recall('key'),
  ];
  for (const call of calls) await expect(call()).rejects.toBeInstanceOf(StoreUnavailable);
});
