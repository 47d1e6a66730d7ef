import { expect, it } from '@jest/globals';
import { StoreUnavailable } from '#libs/event-sourcing';
import { commitOf, idOf } from '../commits.js';
import type { StoreUnderTest } from './store-under-test.js';

export function closingCases(store: StoreUnderTest): void {
  it('is StoreUnavailable for everything once it is closed', async () => {
    const { events } = store;
    const { commit } = await events.append(commitOf(1));
    await store.close();

    await expect(events.append(commitOf(2))).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(events.restore([commit])).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(events.readAll(0, 1)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(events.readStream(`task-${idOf(1)}`)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(events.readCommit(idOf(1))).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(events.head()).rejects.toBeInstanceOf(StoreUnavailable);
  });
}
