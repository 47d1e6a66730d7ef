import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Page, type Projection, projectPage, type ReadModel, type RecordedEvent } from '#libs/event-sourcing';
import { commitOf } from '../commits.js';
import type { ReadModelsUnderTest } from './store-under-test.js';

interface Counter {
  readonly count: number;
}

const counters: Projection<Counter> = {
  model: { name: 'counters', version: 1, indexes: [['count']] },
  types: ['counted', 'ended'],
  project: (counter, { type }) => (type === 'ended' ? undefined : { count: (counter?.count ?? 0) + 1 }),
};

function eventAt(position: number, type = 'counted', streamId = 'counter-one'): RecordedEvent {
  const { commitId, metadata } = commitOf(position);
  const recordedAt = '2030-01-01T00:00:00.000Z';
  return { id: `${commitId}.1`, type, data: null, streamId, version: position, position, recordedAt, metadata };
}

function pageOf(...events: readonly RecordedEvent[]): Page {
  return { events, position: events.at(-1)?.position ?? 0 };
}

function counted(from: number, to: number): Page {
  return pageOf(...Array.from({ length: to - from + 1 }, (_, index) => eventAt(from + index)));
}

export function foldCases(store: ReadModelsUnderTest): void {
  let model: ReadModel<Counter>;
  const project = (page: Page) => projectPage(counters, model, page, 1);

  beforeEach(async () => {
    model = await store.opened.readModels.open(counters.model);
    await store.opened.leases.claim(model.lease, undefined);
  });

  it('a counter shows 8 when 1–7 are applied, the checkpoint is lost, and 1–8 are repeated', async () => {
    await project(counted(1, 7));
    await project(counted(1, 8));

    expect(await model.get('one')).toEqual({ count: 8 });
    expect(await store.opened.leases.read(model.lease)).toMatchObject({ checkpoint: 8 });
  });

  it('and so it does when they are repeated in other pages', async () => {
    await project(counted(1, 3));
    await project(counted(4, 7));
    for (const [from, to] of [
      [1, 2],
      [3, 5],
      [6, 8],
    ] as const)
      await project(counted(from, to));

    expect(await model.get('one')).toEqual({ count: 8 });
  });

  it('what was removed stays so when its events are repeated', async () => {
    const events = [eventAt(1), eventAt(2), eventAt(3, 'ended'), eventAt(4, 'counted', 'counter-two')];
    await project(pageOf(...events));
    await project(pageOf(...events.slice(0, 2)));

    expect(await model.get('one')).toBeUndefined();
    expect(await model.count()).toBe(1);
  });

  describe('a tombstone', () => {
    const at = (position: number) => ({ position, document: { id: 'a', rank: position } });

    it('of 7 outlives a put of 5, and a put of 9 brings the document back', async () => {
      const { items } = store;
      await items.put(3, at(3).document);
      await items.remove(7, 'a');
      await items.put(5, at(5).document);

      expect(await items.model.get('a')).toBeUndefined();
      expect(await items.model.find({ sort: { field: 'rank', direction: 'asc' }, limit: 1 })).toEqual({
        documents: [],
      });
      expect(await items.model.count({ rank: 5 })).toBe(0);
      expect(await items.model.folded(['a'])).toEqual(new Map([['a', { position: 7 }]]));

      await items.put(9, at(9).document);

      expect(await items.model.folded(['a'])).toEqual(new Map([['a', at(9)]]));
      expect(await items.model.count({ rank: 9 })).toBe(1);
    });

    it('stands also where there never was a document', async () => {
      await store.items.remove(7, 'a');
      await store.items.put(5, at(5).document);

      expect(await store.items.model.folded(['a', 'b'])).toEqual(new Map([['a', { position: 7 }]]));
      expect(await store.items.model.count()).toBe(0);
    });

    it('grows by a later remove alone', async () => {
      await store.items.remove(7, 'a');
      await store.items.remove(8, 'a');
      await store.items.remove(6, 'a');

      expect(await store.items.model.folded(['a'])).toEqual(new Map([['a', { position: 8 }]]));
    });
  });
}
