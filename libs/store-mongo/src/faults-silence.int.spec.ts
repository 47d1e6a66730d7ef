import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { StoreUnavailable } from '#libs/event-sourcing';
import { commitOf, until } from '#testing/event-sourcing';
import { describeWithMongo, isInsert, isLookUp, isTailRead, LogBehindProxy } from '#testing/store-mongo';

describeWithMongo('a request that is never answered, nor refused', (server) => {
  let log: LogBehindProxy;
  beforeEach(async () => {
    // The driver would not wait for ever either.
    log = await LogBehindProxy.open(server(), { socketTimeoutMS: 0 });
  });
  afterEach(() => log.close());

  const append = (n: number) => log.through.events.append(commitOf(n));

  it.each([
    ['an insert', isInsert, { request: 'swallow' }],
    ['the answer to an insert', isInsert, { reply: 'swallow' }],
    ['a look at the end of the log', isTailRead, { request: 'swallow' }],
  ] as const)('keeps nobody who comes later waiting: %s', async (_what, matches, actions) => {
    const rule = log.proxy.on(matches, { ...actions, times: 1 });
    const appended = append(1).catch((error: unknown) => error);
    await until(() => rule.exchanges.length === 1, 'the request');

    expect(await append(2)).toMatchObject({ duplicate: false });
    expect(await log.stored()).toHaveLength((await appended) instanceof StoreUnavailable ? 1 : 2);
  });

  it('keeps nobody who comes later waiting: a look for a commit id', async () => {
    log.proxy.on(isInsert, { request: 'cut after', times: 1 });
    const rule = log.proxy.on(isLookUp, { request: 'swallow', times: 1 });
    const appended = append(1);
    await until(() => rule.exchanges.length === 1, 'the request');

    expect(await append(2)).toMatchObject({ duplicate: false, commit: { firstPosition: 2 } });
    expect(await appended).toMatchObject({ duplicate: false, commit: { firstPosition: 1 } });
  });

  it('keeps no store from being closed', async () => {
    const insert = log.proxy.on(isInsert, { request: 'swallow', times: 1 });
    const appended = append(1);
    await until(() => insert.exchanges.length === 1, 'the insert');
    await log.through.close();

    expect(await appended).toMatchObject({ duplicate: false });
  });
});
