import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { orExit } from '#libs/configuration';
import { DatabaseUnusable, EventSourcingError, Refusal, requestParked } from '#libs/event-sourcing';
import { readConfig } from '../config.js';
import { isThere, openStore, type Store } from '../open-store.js';
import { parkedTable, subscriptionTable } from './tables.js';

const USAGE = `npm run subscriptions -- list                       what reads the log of DATABASE_URL, and how far each is
npm run subscriptions -- parked <name>              the events that it could not do, and why
npm run subscriptions -- retry <name> <event-id>    handle one again, then all that wait behind it
npm run subscriptions -- skip <name> <event-id>     never handle it, go on with what waits behind it`;

/** How many parked events are shown. */
const SHOWN = 100;

class UsageError extends Error {}

if (existsSync('.env')) process.loadEnvFile();
const { database } = orExit(() => readConfig(process.env));

async function run([command = '', ...args]: readonly string[]): Promise<string> {
  const work = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!work || args.length !== work.length - 1) throw new UsageError(USAGE);
  if (database.kind === 'memory') throw new UsageError('DATABASE_URL: memory: has nothing outside of its process');
  if (!isThere(database)) throw new UsageError('DATABASE_URL: there is no such database');
  const store = await openStore(database);
  try {
    return await work(store, ...args);
  } finally {
    await store.close();
  }
}

const commands: Readonly<Record<string, (store: Store, ...args: string[]) => Promise<string>>> = {
  list: async ({ leases, parked, events }) => {
    const head = await events.head();
    const names = await leases.names();
    const rows = names.map(async (name) => ({
      name,
      lease: await leases.read(name),
      parked: await parked.count(name),
    }));
    return subscriptionTable(head, await Promise.all(rows));
  },
  parked: async (store, name) => {
    await ensureKnown(store, name);
    return parkedTable(await store.parked.list(name ?? '', { limit: SHOWN }), await store.parked.count(name ?? ''));
  },
  retry: (store, name, eventId) => ask(store, 'retry', name, eventId),
  skip: (store, name, eventId) => ask(store, 'skip', name, eventId),
};

async function ask(store: Store, action: 'retry' | 'skip', name = '', eventId = ''): Promise<string> {
  await ensureKnown(store, name);
  const request = { action, by: `${userInfo().username} (command line)`, at: new Date().toISOString() };
  await requestParked(store, name, eventId, request);
  return `asked to ${action} ${eventId}: a running server does it within seconds\n`;
}

async function ensureKnown({ leases }: Store, name = ''): Promise<void> {
  const names = await leases.names();
  if (names.includes(name)) return;
  throw new UsageError(`there is no subscription "${name}": ${names.length > 0 ? names.join(', ') : 'none ever ran'}`);
}

try {
  process.stdout.write(await run(process.argv.slice(2)));
} catch (error) {
  const isForeseen = [UsageError, Refusal, EventSourcingError, DatabaseUnusable].some((kind) => error instanceof kind);
  if (!isForeseen) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
