import { afterAll, describe } from '@jest/globals';
import { describeWithMongo } from '#testing/store-mongo';
import { TemporaryFolder } from '#testing/store-sqlite';

/** Runs the same tests on each store; `database` gives the `DATABASE_URL` of a fresh one. */
export function describeEachDatabase(tests: (database: () => string) => void): void {
  describeInMemory(tests);
  describeEachLastingDatabase(tests);
}

/** The same, without what ends with its process. */
export function describeEachLastingDatabase(tests: (database: () => string) => void): void {
  describeOnSqlite(tests);
  describeWithMongo('on MongoDB', (server) => {
    tests(() => server().freshDatabase());
  });
}

/** The same, without what has a driver whose calls only an instrumentation sees. */
export function describeEachEmbeddedDatabase(tests: (database: () => string) => void): void {
  describeInMemory(tests);
  describeOnSqlite(tests);
}

function describeInMemory(tests: (database: () => string) => void): void {
  describe('in memory', () => {
    tests(() => 'memory:');
  });
}

function describeOnSqlite(tests: (database: () => string) => void): void {
  const file = sqliteFiles();
  describe('on SQLite', () => {
    tests(file);
  });
}

/** Runs the same tests from each lasting database to each. */
export function describeEachWay(tests: (from: () => string, to: () => string) => void): void {
  const file = sqliteFiles();
  describe('from SQLite to SQLite', () => {
    tests(file, file);
  });
  describeWithMongo('with MongoDB', (server) => {
    const database = () => server().freshDatabase();
    describe('from SQLite', () => {
      tests(file, database);
    });
    describe('to SQLite', () => {
      tests(database, file);
    });
    describe('alone', () => {
      tests(database, database);
    });
  });
}

/** To be called where tests are described: what they made is removed after them. */
function sqliteFiles(): () => string {
  const folder = new TemporaryFolder();
  afterAll(() => folder.remove());
  return () => `sqlite:${folder.file()}`;
}
