import { afterAll, describe } from '@jest/globals';
import { TemporaryFolder } from '#testing/store-sqlite';

/** Of a database that outlives its process; `fresh` gives the `DATABASE_URL` of an empty one. */
interface LastingDatabase {
  readonly name: string;
  fresh(): string;
}

/** To be called where tests are described: what they need is removed after them. */
function lastingDatabases(): readonly LastingDatabase[] {
  const folder = new TemporaryFolder();
  afterAll(() => folder.remove());
  return [{ name: 'SQLite', fresh: () => `sqlite:${folder.file()}` }];
}

/** Runs the same tests on each store; `database` gives the `DATABASE_URL` of a fresh one. */
export function describeEachDatabase(tests: (database: () => string) => void): void {
  describe('in memory', () => {
    tests(() => 'memory:');
  });
  describeEachLastingDatabase(tests);
}

/** The same, without what ends with its process. */
export function describeEachLastingDatabase(tests: (database: () => string) => void): void {
  for (const { name, fresh } of lastingDatabases()) {
    describe(`on ${name}`, () => {
      tests(fresh);
    });
  }
}

/** Runs the same tests from each lasting database to each. */
export function describeEachWay(tests: (from: () => string, to: () => string) => void): void {
  const databases = lastingDatabases();
  for (const from of databases) {
    for (const to of databases) {
      describe(`from ${from.name} to ${to.name}`, () => {
        tests(from.fresh, to.fresh);
      });
    }
  }
}
