// Runs a publisher until it is killed, and tells each event that it begins and each that it has done, with the machine's
// monotonic clock. Arguments: DATABASE_URL, lease time, how long an event takes.
import { setTimeout as after } from 'node:timers/promises';
import { Publication, Subscription } from '#libs/event-sourcing';
import { SqliteStore } from '#libs/store-sqlite';
import type { MongoStore } from '#libs/store-mongo';

const [database = '', leaseMs = '', eventMs = ''] = process.argv.slice(2);
/** Past the index of its lib: the Nest module there is not for a process that runs sources. */
const MONGO = new URL('../../../libs/store-mongo/src/mongo-store.ts', import.meta.url).href;

async function openStore(): Promise<SqliteStore | MongoStore> {
  if (database.startsWith('sqlite:')) return SqliteStore.open({ path: database.slice('sqlite:'.length) });
  const mongo = (await import(MONGO)) as { readonly MongoStore: typeof MongoStore };
  return mongo.MongoStore.open({ uri: database });
}

const { events, leases } = await openStore();
/** What all processes of this machine go by. */
const at = () => Number(process.hrtime.bigint() / 1_000n);
/** A pipe is written to at once: what was told survives the teller. */
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const publication = new Publication(
  {
    name: 'work',
    types: ['task.noted.v1'],
    timeoutMs: 60_000,
    publish: async ({ position, streamId, version }) => {
      tell({ begun: position, at: at() });
      if (eventMs !== '0') await after(Number(eventMs));
      tell({ done: position, streamId, version, at: at() });
    },
  },
  leases,
);
const subscription = new Subscription({
  name: 'work',
  store: events,
  leases,
  leaseMs: Number(leaseMs),
  handle: (page, turn) => publication.handle(page, turn),
});
subscription.start();

/** Whether it does the work, as often as that changes. */
let told: boolean | undefined;
setInterval(() => {
  const { running } = subscription.status;
  if (running !== told) tell({ running });
  told = running;
}, 10);
