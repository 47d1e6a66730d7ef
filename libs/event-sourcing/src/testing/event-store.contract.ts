import { afterAll, afterEach, beforeAll, beforeEach, describe } from '@jest/globals';
import { appendCases } from './event-store/append.js';
import { closingCases } from './event-store/closing.js';
import { conflictCases } from './event-store/conflicts.js';
import { contentCases } from './event-store/content.js';
import { filterCases } from './event-store/filters.js';
import { idempotencyCases } from './event-store/idempotency.js';
import { interleavingCases } from './event-store/interleavings.js';
import { limitCases } from './event-store/limits.js';
import { noticeCases } from './event-store/notices.js';
import { orderCases } from './event-store/order.js';
import { pageCases } from './event-store/pages.js';
import { readCases } from './event-store/reads.js';
import { restoreCases } from './event-store/restore.js';
import { type OpenEventStore, StoreUnderTest } from './event-store/store-under-test.js';
import { validityCases } from './event-store/validity.js';

const CASES = {
  append: appendCases,
  idempotency: idempotencyCases,
  'version conflicts': conflictCases,
  'invalid commits': validityCases,
  limits: limitCases,
  'the order of the log': orderCases,
  pages: pageCases,
  'a filtered log': filterCases,
  'streams and commits': readCases,
  'what comes back': contentCases,
  notices: noticeCases,
  'a restored log': restoreCases,
  'a closed store': closingCases,
};

/** Every promise of the event store's port. @param open a new, empty store */
export function eventStoreContract(open: () => Promise<OpenEventStore>): void {
  const store = new StoreUnderTest(open);
  for (const [promise, cases] of Object.entries(CASES)) {
    describe(`${promise}`, () => {
      beforeEach(() => store.open());
      afterEach(() => store.close());
      cases(store);
    });
  }
  describe('random interleavings', () => {
    beforeAll(() => store.open());
    afterAll(() => store.close());
    interleavingCases(store);
  });
}
