import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { Projections } from '#libs/cqrs';
import { ProjectionHealth } from './projection-health.js';

const status = { running: true, position: 5 };
const running = [{ readModel: { lease: 'tasks' }, subscription: { status }, startPosition: 5 }];
let now = 0;
let health: ProjectionHealth;
beforeEach(() => {
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  status.position = 5;
  health = new ProjectionHealth(new HealthIndicatorService(), { running } as unknown as Projections);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const check = async (head: number | undefined, laterMs = 0) => {
  now += laterMs;
  const [first] = health.checks(head);
  return typeof first === 'function' ? first() : first;
};

it('a read model that keeps up is up, however fast the log grows', async () => {
  for (let position = 5; position < 1_000; position += 100) {
    status.position = position;
    expect(await check(position + 100, 60_000)).toEqual({ tasks: { status: 'up', running: true, position, lag: 100 } });
  }
});

it('one that does not get to where the log ended ten seconds ago is degraded until it does', async () => {
  expect(await check(9)).toMatchObject({ tasks: { status: 'up', lag: 4 } });
  status.position = 8;
  expect(await check(20, 10_000)).toMatchObject({ tasks: { status: 'up', lag: 12 } });
  expect(await check(20, 1)).toEqual({
    tasks: { status: 'degraded', reason: 'lagging', running: true, position: 8, lag: 12 },
  });
  status.position = 9;
  expect(await check(20, 1)).toMatchObject({ tasks: { status: 'up', lag: 11 } });
});

it('where the log does not say how far it goes, nobody lags', async () => {
  expect(await check(undefined)).toMatchObject({ tasks: { status: 'up', lag: 0 } });
  expect(await check(undefined, 60_000)).toMatchObject({ tasks: { status: 'up', lag: 0 } });
});
