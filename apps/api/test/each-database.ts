import { afterAll, describe } from '@jest/globals';
import { TemporaryFolder } from '#testing/store-sqlite';

/** Runs the same tests on each store; `database` gives the `DATABASE_URL` of a fresh one. */
export function describeEachDatabase(tests: (database: () => string) => void): void {
  const folder = new TemporaryFolder();
  afterAll(() => folder.remove());
  describe('in memory', () => {
    tests(() => 'memory:');
  });
  describe('on SQLite', () => {
    tests(() => `sqlite:${folder.file()}`);
  });
}
