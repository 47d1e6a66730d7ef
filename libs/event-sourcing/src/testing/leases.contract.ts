import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Leases } from '#libs/event-sourcing';

interface OpenLeases {
  readonly leases: Leases;
  close(): Promise<void>;
}

/** Every promise of the leases' port. @param open a new, empty store */
export function leasesContract(open: () => Promise<OpenLeases>): void {
  let store: OpenLeases;
  let leases: Leases;

  beforeEach(async () => {
    store = await open();
    leases = store.leases;
  });
  afterEach(() => store.close());

  describe('a claim', () => {
    it('makes the record where there is none', async () => {
      expect(await leases.read('work')).toBeUndefined();

      const claimed = await leases.claim('work', undefined);

      expect(claimed).toEqual({ epoch: 1, beat: expect.any(Number), checkpoint: 0, held: true });
      expect(await leases.read('work')).toEqual(claimed);
    });

    it('begins where it is told to, only where there is no record', async () => {
      const first = await leases.claim('work', undefined, 5);
      const second = await leases.claim('work', first?.beat, 9);

      expect([first?.checkpoint, second?.checkpoint]).toEqual([5, 5]);
      expect(await leases.read('work')).toEqual(second);
    });

    it('takes over from a holder whose beat is still the one seen, and keeps its checkpoint', async () => {
      const first = await leases.claim('work', undefined);
      await leases.advance('work', 1, 7);

      const second = await leases.claim('work', first?.beat);

      expect(second).toMatchObject({ epoch: 2, checkpoint: 7, held: true });
      expect(second?.beat).toBeGreaterThan(first?.beat ?? 0);
      expect(await leases.read('work')).toEqual(second);
    });

    it.each([
      ['the record is there meanwhile', () => undefined],
      ['the beat went on', (beat: number) => beat],
      ['nobody ever saw such a beat', (beat: number) => beat + 99],
    ])('is lost where %s', async (_race, seenBeat) => {
      const claimed = await leases.claim('work', undefined);
      await leases.beat('work', 1);
      const before = await leases.read('work');

      expect(await leases.claim('work', seenBeat(claimed?.beat ?? 0))).toBeUndefined();
      expect(await leases.read('work')).toEqual(before);
    });

    it('of a record that does not exist is lost', async () => {
      expect(await leases.claim('work', 1)).toBeUndefined();
      expect(await leases.read('work')).toBeUndefined();
    });

    it.each([
      ['a new record', async () => undefined],
      ['the same beat', async () => (await leases.claim('work', undefined))?.beat],
    ])('is won by exactly one of many who saw %s', async (_seen, see) => {
      const seenBeat = await see();
      const claims = await Promise.all(Array.from({ length: 8 }, () => leases.claim('work', seenBeat)));
      const won = claims.filter((claim) => claim !== undefined);

      expect(won).toHaveLength(1);
      expect(await leases.read('work')).toEqual(won[0]);
    });

    it('of one name leaves the others alone', async () => {
      await leases.claim('work', undefined);
      await leases.claim('other', undefined);
      await leases.advance('other', 1, 3);

      expect(await leases.read('work')).toMatchObject({ epoch: 1, checkpoint: 0 });
      expect(await leases.read('other')).toMatchObject({ epoch: 1, checkpoint: 3 });
      expect(await leases.read('Work')).toBeUndefined();
    });
  });

  describe('the holder', () => {
    beforeEach(() => leases.claim('work', undefined));

    it('beats: each beat is a new one', async () => {
      const beats = [];
      for (let n = 0; n < 3; n++) {
        expect(await leases.beat('work', 1)).toBe(true);
        beats.push((await leases.read('work'))?.beat ?? 0);
      }

      expect(new Set(beats).size).toBe(3);
      expect(beats).toEqual(beats.toSorted((a, b) => a - b));
      expect(await leases.read('work')).toMatchObject({ epoch: 1, checkpoint: 0, held: true });
    });

    it('moves the checkpoint, never back', async () => {
      const before = await leases.read('work');

      for (const checkpoint of [5, 3, 5, 6, 0]) expect(await leases.advance('work', 1, checkpoint)).toBe(true);

      expect(await leases.read('work')).toEqual({ ...before, checkpoint: 6 });
    });

    it('leaves a note for whoever comes next, in the place of the one before', async () => {
      await leases.leave('work', 1, 'one');
      expect(await leases.leave('work', 1, 'two')).toBe(true);
      await leases.advance('work', 1, 7);
      await leases.release('work', 1);
      const released = await leases.read('work');

      expect(released).toMatchObject({ checkpoint: 7, note: 'two' });
      expect(await leases.claim('work', released?.beat)).toMatchObject({ epoch: 2, note: 'two' });
      expect(await leases.read('work')).toMatchObject({ epoch: 2, note: 'two' });
    });

    it('gives it up, so that the next one has it at once', async () => {
      await leases.advance('work', 1, 7);
      await leases.release('work', 1);
      const released = await leases.read('work');

      expect(released).toMatchObject({ epoch: 1, checkpoint: 7, held: false });
      expect(await leases.beat('work', 1)).toBe(false);
      expect(await leases.read('work')).toEqual(released);
      expect(await leases.claim('work', released?.beat)).toMatchObject({ epoch: 2, checkpoint: 7, held: true });
    });

    it('given up under a watcher’s eyes, is not had by a claim on the beat before', async () => {
      const seen = await leases.read('work');
      await leases.release('work', 1);

      expect(await leases.claim('work', seen?.beat)).toBeUndefined();
    });
  });

  describe.each([
    ['that was taken over', 1],
    ['that is still to come', 3],
  ])('under an epoch %s', (_age, epoch) => {
    beforeEach(async () => {
      const first = await leases.claim('work', undefined);
      await leases.claim('work', first?.beat);
      await leases.advance('work', 2, 5);
    });

    it.each([
      ['a beat', () => leases.beat('work', epoch), false],
      ['a step of the checkpoint', () => leases.advance('work', epoch, 9), false],
      ['a note', () => leases.leave('work', epoch, 'note'), false],
      ['a release', () => leases.release('work', epoch), undefined],
    ])('%s changes nothing and says so', async (_what, change, answer) => {
      const before = await leases.read('work');

      expect(await change()).toBe(answer);
      expect(await leases.read('work')).toEqual(before);
    });
  });

  it('names all that were ever claimed, in order', async () => {
    expect(await leases.names()).toEqual([]);
    for (const name of ['work', 'other', 'a.v1.g1']) await leases.claim(name, undefined);
    await leases.release('work', 1);

    expect(await leases.names()).toEqual(['a.v1.g1', 'other', 'work']);
  });

  it('nothing changes a lease that nobody claimed', async () => {
    expect(await leases.beat('work', 1)).toBe(false);
    expect(await leases.advance('work', 1, 1)).toBe(false);
    expect(await leases.leave('work', 1, 'note')).toBe(false);
    await leases.release('work', 1);

    expect(await leases.read('work')).toBeUndefined();
  });
}
