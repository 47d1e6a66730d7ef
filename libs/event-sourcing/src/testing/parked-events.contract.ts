import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ParkedEvent, ParkedEvents, ParkRequest } from '#libs/event-sourcing';

interface OpenParkedEvents {
  readonly parked: ParkedEvents;
  close(): Promise<void>;
}

/** Every promise of the parked events' port. @param open a new, empty store */
export function parkedEventsContract(open: () => Promise<OpenParkedEvents>): void {
  let store: OpenParkedEvents;
  let parked: ParkedEvents;

  beforeEach(async () => {
    store = await open();
    parked = store.parked;
  });
  afterEach(() => store.close());

  const record = (position: number, streamId: string, more: Partial<ParkedEvent> = {}): ParkedEvent => ({
    position,
    eventId: `id.${position}`,
    streamId,
    type: 'task.created.v1',
    parkedAt: '2026-01-01T00:00:00.000Z',
    epoch: 3,
    ...more,
  });
  const failure = { reason: 'TypeError: "ä" $x\u0000', attempts: 8, traceparent: '00-1-2-01' };
  const request = (action: ParkRequest['action'], by = 'ada'): ParkRequest => ({ action, by, at: '2026-01-02' });
  const positions = (events: readonly ParkedEvent[]) => events.map(({ position }) => position);

  it('gives back what was put, in the order of the log, and only what is of the subscription', async () => {
    const events = [record(2, 'task-b'), record(10, 'task-a'), record(1, 'task-a', { failure })];
    await parked.put('work', events);
    await parked.put('other', [record(5, 'task-a')]);

    expect(await parked.list('work', { limit: 10 })).toEqual([events[2], events[0], events[1]]);
    expect(positions(await parked.list('other', { limit: 10 }))).toEqual([5]);
    expect(await parked.list('none', { limit: 10 })).toEqual([]);
  });

  it('puts a record in the place of the one before, its request too', async () => {
    await parked.put('work', [record(1, 'task-a', { failure, request: request('retry') })]);
    await parked.put('work', [record(1, 'task-a'), record(2, 'task-a')]);

    expect(await parked.list('work', { limit: 10 })).toEqual([record(1, 'task-a'), record(2, 'task-a')]);
    expect(await parked.list('work', { limit: 10, requested: true })).toEqual([]);
  });

  it('lists by pages, by stream, by request, and by all of them', async () => {
    const events = Array.from({ length: 20 }, (_, n) => record(n + 1, n % 2 === 0 ? 'task-a' : 'task-b'));
    await parked.put('work', events);
    for (const position of [3, 4, 7]) await parked.request('work', position, request('retry'));

    expect(positions(await parked.list('work', { after: 15, limit: 3 }))).toEqual([16, 17, 18]);
    expect(positions(await parked.list('work', { streamId: 'task-b', after: 4, limit: 2 }))).toEqual([6, 8]);
    expect(positions(await parked.list('work', { requested: true, limit: 2 }))).toEqual([3, 4]);
    expect(positions(await parked.list('work', { requested: true, streamId: 'task-a', after: 3, limit: 9 }))).toEqual([
      7,
    ]);
    expect(await parked.list('work', { streamId: 'task-c', limit: 9 })).toEqual([]);
  });

  it('counts records, and names each stream once', async () => {
    await parked.put('work', [record(1, 'task-a'), record(2, 'task-b'), record(3, 'task-a')]);
    await parked.put('other', [record(1, 'task-c')]);

    expect([await parked.count('work'), await parked.count('none')]).toEqual([3, 0]);
    expect((await parked.streams('work')).toSorted()).toEqual(['task-a', 'task-b']);
    expect(await parked.streams('none')).toEqual([]);
  });

  it('removes what it is told to, as often as it is told', async () => {
    await parked.put('work', [record(1, 'task-a'), record(2, 'task-b'), record(3, 'task-a')]);
    for (let n = 0; n < 2; n++) await parked.remove('work', [1, 3, 99], 3);
    await parked.remove('other', [2], 3);
    await parked.remove('work', [], 3);
    await parked.put('work', []);

    expect(positions(await parked.list('work', { limit: 10 }))).toEqual([2]);
  });

  it('keeps what a later epoch recorded, and changes all else that is written with it', async () => {
    await parked.put('work', [record(1, 'task-a'), record(2, 'task-a', { epoch: 4, failure })]);
    await parked.put('work', [record(1, 'task-b'), record(2, 'task-b'), record(3, 'task-b')]);
    await parked.remove('work', [2, 3], 3);

    expect(await parked.list('work', { limit: 10 })).toEqual([
      record(1, 'task-b'),
      record(2, 'task-a', { epoch: 4, failure }),
    ]);
    await parked.remove('work', [2], 4);
    expect(positions(await parked.list('work', { limit: 10 }))).toEqual([1]);
  });

  describe('a request', () => {
    beforeEach(() => parked.put('work', [record(1, 'task-a', { failure }), record(2, 'task-a')]));

    it('stands with its record', async () => {
      const asked = { ...record(1, 'task-a', { failure }), request: request('skip') };

      expect(await parked.request('work', 1, request('skip'))).toEqual(asked);
      expect(await parked.list('work', { limit: 1 })).toEqual([asked]);
    });

    it('is not set over another one', async () => {
      await parked.request('work', 1, request('skip'));

      expect((await parked.request('work', 1, request('retry', 'bob')))?.request).toEqual(request('skip'));
      expect((await parked.list('work', { limit: 1 }))[0]?.request).toEqual(request('skip'));
    });

    it('about nothing makes nothing', async () => {
      expect(await parked.request('work', 3, request('retry'))).toBeUndefined();
      expect(await parked.request('other', 1, request('retry'))).toBeUndefined();
      expect(await parked.count('work')).toBe(2);
    });

    it('of many at once is one of theirs, which all are told', async () => {
      const asking = Array.from({ length: 8 }, (_, n) => parked.request('work', 1, request('retry', `user-${n}`)));
      const answers = (await Promise.all(asking)).map((event) => event?.request?.by);

      expect(new Set(answers).size).toBe(1);
      expect((await parked.list('work', { limit: 1 }))[0]?.request?.by).toBe(answers[0]);
    });
  });
}
