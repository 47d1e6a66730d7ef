import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type Projection, StoreUnavailable, unobserved } from '#libs/event-sourcing';
import { MemoryStore } from '#libs/store-memory';
import { commitOf, until } from '#testing/event-sourcing';
import { Projections } from './projections.js';

interface Note {
  readonly id: string;
  readonly events: number;
}

const notes = (name: string, project: Projection<Note>['project']): Projection<Note> => ({
  model: { name, version: 1, indexes: [['events']] },
  types: ['task.created.v1'],
  project,
});
const counted = notes('notes', (note, { streamId }) => ({ id: streamId, events: (note?.events ?? 0) + 1 }));

let store: MemoryStore;
let projections: Projections;
let lines: unknown[][];
beforeEach(async () => {
  store = await MemoryStore.open();
  projections = new Projections(store.events, store.readModels, store.leases, store.parked, { observe: unobserved });
  lines = [];
  const write = (...line: unknown[]) => void lines.push(line);
  Logger.overrideLogger({ log: write, warn: write, error: write });
});
afterEach(async () => {
  jest.useRealTimers();
  await projections.stop();
  await store.close();
});

describe('projections', () => {
  it('are caught up with the log once the application has started', async () => {
    for (const n of [1, 2, 3]) await store.events.append(commitOf(n));
    const first = await projections.open(counted);
    const second = await projections.open({ ...counted, model: { ...counted.model, name: 'others' } });
    await projections.onApplicationBootstrap();

    expect(await first.readModel.count()).toBe(3);
    expect(await second.readModel.count()).toBe(3);
    expect(projections.running).toEqual([first, second]);
    expect([first.startPosition, first.readModel.lease]).toEqual([3, 'notes.v1.g1']);
    expect(lines).toEqual([]);
  });

  it('go on with what is appended after the start, until they are stopped', async () => {
    const { readModel } = await projections.open(counted);
    await projections.onApplicationBootstrap();
    await store.events.append(commitOf(1));
    await until(async () => (await readModel.count()) === 1, 'the event to be projected');
    await projections.stop();
    await store.events.append(commitOf(2));

    expect(await readModel.count()).toBe(1);
    expect(await store.leases.read(readModel.lease)).toMatchObject({ held: false, checkpoint: 1 });
  });

  it('hold the start up for five seconds at most', async () => {
    jest.useFakeTimers();
    await store.events.append(commitOf(1));
    const { readModel, subscription } = await projections.open(counted);
    const gate = Promise.withResolvers<void>();
    const apply = readModel.apply.bind(readModel);
    jest.spyOn(readModel, 'apply').mockImplementation(async (changes) => {
      await gate.promise;
      await apply(changes);
    });
    const started = jest.fn();
    const starting = projections.onApplicationBootstrap().then(started);

    await jest.advanceTimersByTimeAsync(4_999);
    expect(started).not.toHaveBeenCalled();
    expect(lines).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    await starting;
    expect(lines).toEqual([
      ['read models are still behind: /ready stays red until they have caught up', 'Projections'],
    ]);
    expect(subscription.status).toEqual({ running: true, position: 0 });

    gate.resolve();
    await jest.advanceTimersByTimeAsync(0);
    expect(subscription.status).toEqual({ running: true, position: 1 });
  });

  it('that fail say where and why, and when they try again', async () => {
    let broken = true;
    const fragile = notes('fragile', (note, event) => {
      if (broken) throw new RangeError('no such note');
      return counted.project(note, event);
    });
    const { readModel } = await projections.open(fragile);
    await projections.onApplicationBootstrap();
    await store.events.append(commitOf(1));
    await until(() => lines.length > 0, 'the failure to be logged');
    broken = false;
    await until(async () => (await readModel.count()) === 1, 'the event to be projected');

    expect(lines[0]).toEqual([
      expect.stringMatching(
        /^fragile\.v1\.g1: projection fragile\.v1\.g1 failed at position 1 \(task\.created\.v1\); next try in \d+ ms$/,
      ),
      expect.stringMatching(/^RangeError: no such note\n +at .*projections\.spec/),
      'Projections',
    ]);
  });

  it('whose store is away say so without a stack', async () => {
    const { readModel } = await projections.open(counted);
    await projections.onApplicationBootstrap();
    jest
      .spyOn(readModel, 'apply')
      .mockRejectedValueOnce(new StoreUnavailable('the disk is away', { cause: new Error('EIO') }));
    await store.events.append(commitOf(1));
    await until(async () => (await readModel.count()) === 1, 'the event to be projected');

    expect(lines).toEqual([
      [expect.stringMatching(/^notes\.v1\.g1: the disk is away; next try in \d+ ms$/), undefined, 'Projections'],
    ]);
  });
});
