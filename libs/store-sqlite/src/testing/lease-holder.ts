// Holds a lease and works under it until it is killed, telling each page. Arguments: file, name of the lease, lease time.
import { Subscription } from '#libs/event-sourcing';
import { SqliteStore } from '#libs/store-sqlite';
import { tell } from './tell.js';

const [path = '', name = '', leaseMs = ''] = process.argv.slice(2);
const { events, leases } = await SqliteStore.open({ path });
const subscription = new Subscription({
  name,
  store: events,
  leases,
  leaseMs: Number(leaseMs),
  handle: async ({ position }, { epoch }) => {
    await leases.advance(name, epoch, position);
    tell({ position, epoch });
  },
});
subscription.start();
