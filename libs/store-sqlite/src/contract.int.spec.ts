import { afterAll, describe } from '@jest/globals';
import {
  eventStoreContract,
  keyRecordsContract,
  KeysInTurns,
  leasesContract,
  parkedEventsContract,
  readModelsContract,
} from '#testing/event-sourcing';
import { HereAndThere, TemporaryFolder } from '#testing/store-sqlite';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

describe('events', () => {
  eventStoreContract(() => folder.open());
});

describe('events, read by another process than the one that appends', () => {
  eventStoreContract(async () => {
    const path = folder.file();
    const [here, there] = [await folder.open({ path }), await folder.open({ path })];
    const close = () => Promise.all([here.close(), there.close()]).then(() => {});
    return { events: new HereAndThere(here.events, there.events), close };
  });
});

describe('read models', () => {
  readModelsContract(() => folder.open());
});

describe('leases', () => {
  leasesContract(() => folder.open());
});

describe('parked events', () => {
  parkedEventsContract(() => folder.open());
});

describe('key records', () => {
  keyRecordsContract(() => folder.open());
});

describe('key records of several processes', () => {
  keyRecordsContract(async () => {
    const path = folder.file();
    const stores = [await folder.open({ path }), await folder.open({ path })];
    const close = () => Promise.all(stores.map((store) => store.close())).then(() => {});
    return { keys: new KeysInTurns(...stores.map(({ keys }) => keys)), close };
  });
});
