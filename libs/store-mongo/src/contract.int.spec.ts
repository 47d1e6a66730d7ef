import { describe } from '@jest/globals';
import { MongoStore } from '#libs/store-mongo';
import { eventStoreContract, leasesContract, readModelsContract } from '#testing/event-sourcing';
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
});
