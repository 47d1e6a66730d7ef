import { existsSync } from 'node:fs';
import { DatabaseUnusable, EventSourcingError, type EventStore } from '#libs/event-sourcing';
import { orExit } from '#libs/configuration';
import { readConfig } from '../config.js';
import { isThere, openStore } from '../open-store.js';
import { exportLog } from './export-log.js';
import { MigrationFailed, untilSignal } from './failures.js';
import type { Fingerprint } from './fingerprint.js';
import { importLog } from './import-log.js';
import { Input } from './input.js';
import { openOutput, refuseBanner } from './output.js';
import { Progress } from './progress.js';

const USAGE = `npm run events -- export [file]   writes the log of DATABASE_URL, one event a line
npm run events -- import [file]   stores such a log in DATABASE_URL, or goes on with it
Without a file, or with -, it is the output or input: npm run --silent events -- export | gzip > log.gz`;

if (existsSync('.env')) process.loadEnvFile();
const { database } = orExit(() => readConfig(process.env));
const [command, file, ...more] = process.argv.slice(2);
const signal = untilSignal();
const progress = new Progress(command ?? '');

async function run(): Promise<string> {
  if ((command !== 'export' && command !== 'import') || more.length > 0) throw new MigrationFailed(USAGE);
  if (database.kind === 'memory') throw new MigrationFailed('DATABASE_URL: memory: forgets everything at the end');
  return command === 'export' ? `exported ${await runExport()}` : `imported ${await runImport()}`;
}

async function runExport(): Promise<Fingerprint> {
  if (file === undefined || file === '-') refuseBanner(process.env);
  if (!isThere(database)) throw new MigrationFailed('DATABASE_URL: there is no such database');
  const output = openOutput(file, signal);
  try {
    return await withStore((events) => exportLog(events, output, progress, signal));
  } catch (error) {
    output.discard();
    throw error;
  }
}

async function runImport(): Promise<Fingerprint> {
  const input = await Input.open(file, signal);
  return withStore((events) => importLog(events, input, progress, signal));
}

async function withStore<Result>(work: (events: EventStore) => Promise<Result>): Promise<Result> {
  const store = await openStore(database);
  try {
    return await work(store.events);
  } finally {
    await store.close();
  }
}

try {
  const done = await run();
  progress.clear();
  process.stderr.write(`${done}\n`);
} catch (error) {
  progress.clear();
  const isForeseen = [MigrationFailed, EventSourcingError, DatabaseUnusable].some((kind) => error instanceof kind);
  if (!isForeseen) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  // At once, although somebody may not read what was written.
  process.exit(error instanceof MigrationFailed ? error.exitCode : 1);
}
