import { expect, it } from '@jest/globals';
import { commitOf, part } from '../commits.js';
import { until } from '../until.js';
import type { StoreUnderTest } from './store-under-test.js';

export function noticeCases(store: StoreUnderTest): void {
  /** A listener that says how far it was woken. */
  function listener() {
    const positions: number[] = [];
    const wake = (position: number) => void positions.push(position);
    return { wake, positions, reached: (position: number) => until(() => positions.includes(position), 'a notice') };
  }

  it('tell of appends by the position reached', async () => {
    const { wake, reached } = listener();
    store.events.onAppended(wake);

    await store.events.append(commitOf(1, { streams: [part('task-a', 0, 3)] }));
    await reached(3);
    await store.events.append(commitOf(2, { streams: [part('task-a', 3, 2)] }));
    await reached(5);

    expect(await store.events.head()).toBe(5);
  });

  it('come when the event can be read', async () => {
    const pages: Promise<{ position: number }>[] = [];
    store.events.onAppended((position) => void pages.push(store.events.readAll(position - 1, 1)));

    await store.events.append(commitOf(1));
    await until(() => pages.length > 0, 'a notice');

    expect(await pages[0]).toMatchObject({ position: 1 });
  });

  it('end for the one who ends them, and for nobody else', async () => {
    const [one, other] = [listener(), listener()];
    const stop = store.events.onAppended(one.wake);
    store.events.onAppended(other.wake);
    await store.events.append(commitOf(1));
    await one.reached(1);
    stop();
    stop();

    await store.events.append(commitOf(2));
    await other.reached(2);

    expect(one.positions).not.toContain(2);
  });

  it('come once for each time that the same function listens', async () => {
    const [twice, other] = [listener(), listener()];
    const stops = [store.events.onAppended(twice.wake), store.events.onAppended(twice.wake)];
    store.events.onAppended(other.wake);
    await store.events.append(commitOf(1));
    await other.reached(1);
    expect(twice.positions.filter((position) => position === 1)).toHaveLength(2);

    stops[0]?.();
    stops[0]?.();
    await store.events.append(commitOf(2));
    await other.reached(2);
    expect(twice.positions.filter((position) => position === 2)).toHaveLength(1);

    stops[1]?.();
    await store.events.append(commitOf(3));
    await other.reached(3);
    expect(twice.positions).not.toContain(3);
  });

  it('harm neither the append nor other listeners when one throws', async () => {
    const { wake, reached } = listener();
    store.events.onAppended(() => {
      throw new Error('a broken listener');
    });
    store.events.onAppended(wake);

    expect((await store.events.append(commitOf(1))).commit.firstPosition).toBe(1);
    await reached(1);
    expect((await store.events.append(commitOf(2))).commit.firstPosition).toBe(2);
    await reached(2);
  });
}
