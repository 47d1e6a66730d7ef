import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  LeaseLost,
  type Page,
  type Projection,
  projectPage,
  type ReadModel,
  StoreUnavailable,
} from '#libs/event-sourcing';
import { commitOf, until } from '#testing/event-sourcing';
import { describeWithMongo, LogBehindProxy, type WireExchange } from '#testing/store-mongo';

interface Counter {
  readonly count: number;
}

const counters: Projection<Counter> = {
  model: { name: 'counters', version: 1, indexes: [['count']] },
  types: ['counted', 'ended'],
  project: (counter, { type }) => (type === 'ended' ? undefined : { count: (counter?.count ?? 0) + 1 }),
};
const LEASE = 'counters.v1.g1';

const isOf = (name: string, collection: string) => (exchange: WireExchange) =>
  exchange.name === name && exchange.collection === collection;
const isDocumentWrite = isOf('update', LEASE);
const isLeaseWrite = isOf('update', 'leases');
const isLeaseRead = isOf('find', 'leases');

function counted(from: number, to: number, type = 'counted'): Page {
  const events = Array.from({ length: to - from + 1 }, (_, index) => {
    const { commitId, metadata } = commitOf(from + index);
    const [position, recordedAt] = [from + index, '2030-01-01T00:00:00.000Z'];
    const place = { streamId: 'counter-one', version: position, position, recordedAt };
    return { id: `${commitId}.1`, type, data: null, ...place, metadata };
  });
  return { events, position: to };
}

describeWithMongo('documents and leases over a bad network', (server) => {
  let log: LogBehindProxy;
  let through: ReadModel<Counter>;
  let beside: ReadModel<Counter>;
  let epoch: number;

  beforeEach(async () => {
    log = await LogBehindProxy.open(server());
    through = await log.through.readModels.open(counters.model);
    beside = await log.beside.readModels.open(counters.model);
    epoch = (await log.beside.leases.claim(LEASE, undefined))?.epoch ?? 0;
  });
  afterEach(() => log.close());

  const project = (page: Page) => projectPage(counters, through, page, epoch);
  const checkpoint = async () => (await log.beside.leases.read(LEASE))?.checkpoint;

  describe('a page that is interrupted', () => {
    it.each([
      ['before the lease is read', isLeaseRead, { request: 'cut before', times: 2 }, 3],
      ['before its documents', isDocumentWrite, { request: 'cut before', times: 1 }, 3],
      ['after its documents, unheard', isDocumentWrite, { request: 'cut after', times: 1 }, 3],
      ['between its documents and its checkpoint', isLeaseWrite, { request: 'cut before', times: 1 }, 3],
      ['after its checkpoint, unheard', isLeaseWrite, { reply: 'cut', times: 1 }, 7],
    ] as const)('%s, is applied again and counts once', async (_when, matches, actions, reached) => {
      await project(counted(1, 3));
      const rule = log.proxy.on(matches, actions);
      await expect(project(counted(4, 7))).rejects.toThrow(StoreUnavailable);
      expect(rule.exchanges.length).toBeGreaterThan(0);
      expect(await checkpoint()).toBe(reached);
      await project(counted(4, 8));

      expect(await beside.get('one')).toEqual({ count: 8 });
      expect(await checkpoint()).toBe(8);
    });
  });

  describe('a late write', () => {
    /** By another process, which has taken the lease over. */
    async function goOn(page: Page): Promise<void> {
      const lease = await log.beside.leases.read(LEASE);
      const claimed = await log.beside.leases.claim(LEASE, lease?.beat);
      await projectPage(counters, beside, page, claimed?.epoch ?? 0);
    }

    async function arrives(rule: { end: () => void; exchanges: readonly { reply?: object }[] }): Promise<void> {
      rule.end();
      await until(() => rule.exchanges.every(({ reply }) => reply !== undefined), 'the late write');
    }

    it('of documents overwrites no newer one, and brings none back', async () => {
      await project(counted(1, 3));
      const rule = log.proxy.on(isDocumentWrite, { request: 'late', times: 1 });
      await expect(project(counted(4, 7))).rejects.toThrow(StoreUnavailable);
      await goOn(counted(4, 8));
      await goOn(counted(9, 9, 'ended'));
      await arrives(rule);

      expect(await beside.get('one')).toBeUndefined();
      expect((await beside.folded(['one'])).get('one')).toEqual({ position: 9 });
      await expect(project(counted(4, 7))).rejects.toThrow(LeaseLost);
    });

    it('of a checkpoint does not move it back', async () => {
      const rule = log.proxy.on(isLeaseWrite, { request: 'late', times: 1 });
      await expect(project(counted(1, 7))).rejects.toThrow(StoreUnavailable);
      await projectPage(counters, beside, counted(1, 8), epoch);
      await arrives(rule);

      expect(await checkpoint()).toBe(8);
    });

    it('of a claim takes nothing from who was faster', async () => {
      const lease = await log.beside.leases.read(LEASE);
      const rule = log.proxy.on(({ name, collection }) => name === 'findAndModify' && collection === 'leases', {
        request: 'late',
        times: 1,
      });
      await expect(log.through.leases.claim(LEASE, lease?.beat)).rejects.toThrow(StoreUnavailable);
      const claimed = await log.beside.leases.claim(LEASE, lease?.beat);
      await arrives(rule);

      expect(await log.beside.leases.read(LEASE)).toEqual(claimed);
    });
  });

  it('a claim that nobody heard of is a holder that shows no sign of life', async () => {
    const lease = await log.beside.leases.read(LEASE);
    log.proxy.on(({ name, collection }) => name === 'findAndModify' && collection === 'leases', {
      reply: 'cut',
      times: 1,
    });
    await expect(log.through.leases.claim(LEASE, lease?.beat)).rejects.toThrow(StoreUnavailable);

    expect(await log.through.leases.claim(LEASE, lease?.beat)).toBeUndefined();
    const held = await log.through.leases.read(LEASE);
    expect(await log.through.leases.claim(LEASE, held?.beat)).toMatchObject({ epoch: epoch + 2, held: true });
  });
});
