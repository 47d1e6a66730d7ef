import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '#libs/event-sourcing';
import { commitOf, idOf, part, until } from '#testing/event-sourcing';
import { describeWithMongo, isInsert, isLookUp, isTailRead, LogBehindProxy } from '#testing/store-mongo';

describeWithMongo('an append over a bad network', (server) => {
  let log: LogBehindProxy;
  beforeEach(async () => {
    log = await LogBehindProxy.open(server());
  });
  afterEach(() => log.close());

  const append = (n: number) => log.through.events.append(commitOf(n));

  it.each([
    ['is lost', { request: 'cut before' }],
    ['arrives, and its connection is cut', { request: 'cut after' }],
    ['arrives, and is answered by half', { reply: 'cut' }],
    ['is swallowed', { request: 'swallow' }],
    ['arrives, and its answer is swallowed', { reply: 'swallow' }],
  ] as const)('is stored once and known to be its own when the insert %s', async (_what, actions) => {
    const inserts = log.proxy.on(isInsert);
    log.proxy.on(isInsert, { ...actions, times: 1 });

    expect(await append(1)).toMatchObject({ duplicate: false, commit: { commitId: idOf(1), firstPosition: 1 } });
    expect(inserts.exchanges.length).toBeLessThanOrEqual(2);
    expect(await append(2)).toMatchObject({ duplicate: false, commit: { firstPosition: 2 } });
    expect(await log.stored()).toEqual([idOf(1), idOf(2)]);
  });

  it.each(['request', 'reply'] as const)('waits for a late %s', async (what) => {
    const rule = log.proxy.on(isInsert, { [what]: 'hold', times: 1 });
    const appended = append(1);
    await until(() => rule.exchanges.length === 1, 'the insert');
    rule.end();

    expect(await appended).toMatchObject({ duplicate: false });
    expect(await log.stored()).toEqual([idOf(1)]);
  });

  it('tells of each one in a batch whether it is stored', async () => {
    log.proxy.on(isInsert, { reply: 'cut', times: 1 });
    const appended = await Promise.all([1, 2, 3].map(append));

    expect(appended.map(({ duplicate }) => duplicate)).toEqual([false, false, false]);
    expect(appended.map(({ commit }) => commit.firstPosition)).toEqual([1, 2, 3]);
    expect(await log.stored()).toEqual([1, 2, 3].map(idOf));
  });

  describe('when the look-up of its commit id', () => {
    it.each(['cut before', 'cut after'] as const)('fails too (%s), is looked up again', async (request) => {
      log.proxy.on(isInsert, { request: 'cut after', times: 1 });
      // The driver itself reads a second time.
      const lookUps = log.proxy.on(isLookUp, { request, times: 4 });

      expect(await append(1)).toMatchObject({ duplicate: false, commit: { firstPosition: 1 } });
      expect(lookUps.exchanges).toHaveLength(4);
      expect(await log.stored()).toEqual([idOf(1)]);
    });

    it('fails for ever, is unknown, and answered from the log when it is sent again', async () => {
      log.proxy.on(isInsert, { request: 'cut after', times: 1 });
      const lookUps = log.proxy.on(isLookUp, { request: 'cut before' });

      await expect(append(1)).rejects.toThrow(StoreUnavailable);
      lookUps.end();
      expect(await append(1)).toMatchObject({ duplicate: true, commit: { firstPosition: 1 } });
      expect(await log.stored()).toEqual([idOf(1)]);
    });
  });

  it('that was never sent fails at once, since the log’s end is not known', async () => {
    const tailReads = log.proxy.on(isTailRead, { request: 'cut before' });
    await expect(append(1)).rejects.toThrow(StoreUnavailable);
    tailReads.end();

    expect(await log.stored()).toEqual([]);
    expect(await append(1)).toMatchObject({ duplicate: false });
  });

  it('in several streams is there in all of them or in none', async () => {
    log.proxy.on(isInsert, { request: 'cut after', times: 1 });
    const streams = [part('task-a', 0, 2), part('task-b', 0, 3)];
    const { commit } = await log.through.events.append(commitOf(1, { streams }));

    expect(commit.events.map(({ streamId, version }) => `${streamId}@${version}`)).toEqual([
      'task-a@1',
      'task-a@2',
      'task-b@1',
      'task-b@2',
      'task-b@3',
    ]);
    expect(await log.beside.events.readCommit(idOf(1))).toEqual(commit);
  });
});
