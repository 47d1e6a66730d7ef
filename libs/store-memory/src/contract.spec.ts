import { describe } from '@jest/globals';
import { MemoryStore } from '#libs/store-memory';
import { eventStoreContract } from '#testing/event-sourcing';

describe('events', () => {
  eventStoreContract(() => MemoryStore.open());
});
