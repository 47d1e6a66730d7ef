import { expect, it } from '@jest/globals';
import { type Projection, projectPage, type RecordedEvent, Subscription } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { commitOf, until } from '#testing/event-sourcing';

interface Note {
  readonly n: number;
}

const notes: Projection<Note, RecordedEvent<'task.created.v1', number>> = {
  model: { name: 'notes', version: 1, indexes: [['n']] },
  types: ['task.created.v1'],
  project: (_, { data }) => {
    if (data === 3) throw new Error('three');
    return { n: data };
  },
};

it('a fold that fails in the middle of a page lets those go on who wait for what came before', async () => {
  const { events, readModels, leases } = await MemoryStore.open();
  for (const n of [1, 2, 3]) await events.append(commitOf(n, { data: n }));
  const readModel = await readModels.open(notes.model);
  const subscription = new Subscription({
    name: readModel.lease,
    store: events,
    leases,
    handle: (page, { epoch }) => projectPage(notes, readModel, page, epoch),
  });
  subscription.start();
  try {
    await until(() => subscription.status.failure !== undefined, 'the failure');

    expect(await subscription.applied(2, 5_000)).toBe(true);
    expect(await subscription.applied(3, 1)).toBe(false);
    expect(subscription.status).toMatchObject({ running: true, position: 2 });
    expect(subscription.status.failure).toBeDefined();
    expect(await readModel.count()).toBe(2);
  } finally {
    await subscription.stop();
  }
});
