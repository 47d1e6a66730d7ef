import { describe } from '@jest/globals';
import { MongoStore } from '#libs/store-mongo';
import {
  eventStoreContract,
  keyRecordsContract,
  KeysInTurns,
  leasesContract,
  parkedEventsContract,
  readModelsContract,
} from '#testing/event-sourcing';
import { describeWithMongo } from '#testing/store-mongo';

describeWithMongo('on MongoDB', (server) => {
  const open = () => MongoStore.open({ uri: server().freshDatabase() });

  describe('events', () => {
    eventStoreContract(open);
  });

  describe('read models', () => {
    readModelsContract(open);
  });

  describe('leases', () => {
    leasesContract(open);
  });

  describe('parked events', () => {
    parkedEventsContract(open);
  });

  describe('key records', () => {
    keyRecordsContract(open);
  });

  describe('key records of several processes', () => {
    keyRecordsContract(async () => {
      const uri = server().freshDatabase();
      const stores = await Promise.all([1, 2, 3].map(() => MongoStore.open({ uri })));
      const close = () => Promise.all(stores.map((store) => store.close())).then(() => {});
      return { keys: new KeysInTurns(...stores.map(({ keys }) => keys)), close };
    });
  });
});
