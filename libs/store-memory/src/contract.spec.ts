import { describe } from '@jest/globals';
import { MemoryStore } from '#libs/store-memory';
import {
  eventStoreContract,
  keyRecordsContract,
  leasesContract,
  parkedEventsContract,
  readModelsContract,
} from '#testing/event-sourcing';

describe('events', () => {
  eventStoreContract(() => MemoryStore.open());
});

describe('read models', () => {
  readModelsContract(() => MemoryStore.open());
});

describe('leases', () => {
  leasesContract(() => MemoryStore.open());
});

describe('key records', () => {
  keyRecordsContract(() => MemoryStore.open());
});

describe('parked events', () => {
  parkedEventsContract(() => MemoryStore.open());
});
