import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { type Commit, LogContended, StoreUnavailable, VersionConflict } from '#libs/event-sourcing';
import { commitOf, idOf, part, until } from '#testing/event-sourcing';
import { describeWithMongo, isHeadRead, isInsert, isLookUp, isTailRead, LogBehindProxy } from '#testing/store-mongo';

const NOT_FOUND = { cursor: { id: mongo.Long.ZERO, ns: 'any.commits', firstBatch: [] }, ok: 1 };
const refusedBy = (index: string) => ({
  n: 0,
  writeErrors: [{ index: 0, code: 11_000, errmsg: `Index '${index}'` }],
  ok: 1,
});

describeWithMongo('an insert that arrives late', (server) => {
  let log: LogBehindProxy;
  beforeEach(async () => {
    log = await LogBehindProxy.open(server());
  });
  afterEach(() => log.close());

  const append = (commit: Commit) => log.through.events.append(commit);
  const late = () => log.proxy.on(isInsert, { request: 'late', times: 1 });
  const isStored = (n: number) => async () => (await log.stored()).includes(idOf(n));

  /** Every request to the log up to now has been answered. */
  async function arrives(rule: { end: () => void; exchanges: readonly { reply?: object }[] }): Promise<void> {
    rule.end();
    await until(() => rule.exchanges.every(({ reply }) => reply !== undefined), 'the late insert');
  }

  it('after the commit was stored by another one changes nothing', async () => {
    const rule = late();
    expect(await append(commitOf(1))).toMatchObject({ duplicate: false, commit: { firstPosition: 1 } });
    await arrives(rule);

    expect(await append(commitOf(2))).toMatchObject({ duplicate: false, commit: { firstPosition: 2 } });
    expect(await log.stored()).toEqual([idOf(1), idOf(2)]);
  });

  it('between the look-up and the next insert is the one that is stored', async () => {
    const rule = late();
    const appended = append(commitOf(1));
    await until(() => rule.exchanges.length === 1, 'the insert');
    const second = log.proxy.on(isInsert, { request: 'hold', times: 1 });
    await until(() => second.exchanges.length === 1, 'the second insert');
    await arrives(rule);
    expect(await log.stored()).toEqual([idOf(1)]);
    second.end();

    expect(await appended).toMatchObject({ duplicate: false, commit: { firstPosition: 1 } });
    expect(await log.stored()).toEqual([idOf(1)]);
  });

  it('after others went on leaves no hole', async () => {
    const rule = late();
    const appended = append(commitOf(1));
    await until(() => rule.exchanges.length === 1, 'the insert');
    await log.beside.events.append(commitOf(2, { streams: [part('task-b', 0, 3)] }));
    expect(await appended).toMatchObject({ duplicate: false, commit: { firstPosition: 4 } });
    await arrives(rule);

    expect(await log.stored()).toEqual([idOf(2), idOf(1)]);
  });

  it('with several commits leaves no hole', async () => {
    const rule = late();
    const appended = Promise.all([1, 2, 3].map((n) => append(commitOf(n, { streams: [part(`task-${n}`, 0, n)] }))));
    await until(() => rule.exchanges.length === 1, 'the insert');
    await log.beside.events.append(commitOf(9));
    await appended;
    await arrives(rule);

    expect(await log.stored()).toEqual([idOf(9), idOf(1), idOf(2), idOf(3)]);
  });

  it('after its stream went on by another commit is never stored: a conflict', async () => {
    const rule = late();
    const appended = append(commitOf(1, { streams: [part('task-a', 0)] }));
    await until(() => rule.exchanges.length === 1, 'the insert');
    await log.beside.events.append(commitOf(2, { streams: [part('task-a', 0)] }));
    await expect(appended).rejects.toThrow(VersionConflict);
    await arrives(rule);

    expect(await log.stored()).toEqual([idOf(2)]);
  });

  it.each([
    ['is stored, and the same commit is a repeated one', [], true, [1]],
    ['is refused where others went on, and the same commit is stored', [2], false, [2, 1]],
  ])('after its sender gave up %s', async (_what, others, duplicate, expected) => {
    const rule = late();
    const lookUps = log.proxy.on(isLookUp, { request: 'cut before' });
    await expect(append(commitOf(1))).rejects.toThrow(StoreUnavailable);
    lookUps.end();
    expect(await log.stored()).toEqual([]);
    for (const n of others) await log.beside.events.append(commitOf(n));
    await arrives(rule);

    expect(await append(commitOf(1))).toMatchObject({ duplicate, commit: { firstPosition: expected.length } });
    expect(await log.stored()).toEqual(expected.map(idOf));
  });

  describe('is no conflict with itself, although', () => {
    it('the first look-up missed it and its stream is where it put it', async () => {
      await append(commitOf(3));
      log.proxy.on(isInsert, { request: 'cut after', times: 1 });
      const headReads = log.proxy.on(isHeadRead);
      log.proxy.on((exchange) => isLookUp(exchange) && headReads.exchanges.length === 0, { answer: NOT_FOUND });
      const tails = log.proxy.on(isTailRead, { request: 'hold' });
      const appended = append(commitOf(1));
      await until(isStored(1), 'the insert');
      await log.beside.events.append(commitOf(2));
      tails.end();

      expect(await appended).toMatchObject({ duplicate: false, commit: { firstPosition: 2 } });
      expect(await log.stored()).toEqual([3, 1, 2].map(idOf));
    });
  });

  describe('where other writers are faster each time', () => {
    it('was not stored and never will be, if each attempt was answered', async () => {
      log.proxy.on(isInsert, { answer: refusedBy('_id_') });

      await expect(append(commitOf(1))).rejects.toThrow(LogContended);
      expect(await log.stored()).toEqual([]);
    });

    it('may be stored yet, if one attempt was not answered', async () => {
      const rule = late();
      log.proxy.on(isInsert, { answer: refusedBy('_id_') });

      await expect(append(commitOf(1))).rejects.toThrow(StoreUnavailable);
      await arrives(rule);
      expect(await log.stored()).toEqual([idOf(1)]);
    });
  });

  it('that is refused for what nobody can see is tried again, with pauses, and not for ever', async () => {
    const inserts = log.proxy.on(isInsert, { answer: refusedBy('made_by_the_operator') });

    await expect(append(commitOf(1))).rejects.toThrow(StoreUnavailable);
    expect(inserts.exchanges.length).toBeGreaterThan(5);
    expect(inserts.exchanges.length).toBeLessThan(200);
  });

  describe('of two stores that send the same commit to the same position', () => {
    it('is told to be its own to the one whose attempt is stored', async () => {
      const rule = late();
      const lookUps = log.proxy.on(isLookUp, { request: 'hold' });
      const appended = append(commitOf(1));
      await until(() => lookUps.exchanges.length === 1, 'the look-up');
      const beside = await log.beside.events.append(commitOf(1));
      lookUps.end();

      expect([beside.duplicate, (await appended).duplicate]).toEqual([false, true]);
      await arrives(rule);
      expect(await log.stored()).toEqual([idOf(1)]);
    });
  });
});
