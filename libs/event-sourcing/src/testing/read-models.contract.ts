import { afterAll, afterEach, beforeAll, beforeEach, describe } from '@jest/globals';
import { anyOfCases } from './read-models/any-of.js';
import { applyCases } from './read-models/apply.js';
import { documentCases } from './read-models/documents.js';
import { foldCases } from './read-models/folds.js';
import { listCases } from './read-models/lists.js';
import { randomListCases } from './read-models/random-lists.js';
import { searchCases } from './read-models/search.js';
import { type OpenReadModels, ReadModelsUnderTest } from './read-models/store-under-test.js';

const CASES = {
  apply: applyCases,
  'folding again': foldCases,
  documents: documentCases,
  lists: listCases,
  'any of several': anyOfCases,
  searches: searchCases,
};

/** Every promise of the read models' port. @param open a new, empty store */
export function readModelsContract(open: () => Promise<OpenReadModels>): void {
  const store = new ReadModelsUnderTest(open);
  describe.each(Object.entries(CASES))('%s', (_promise, cases) => {
    beforeEach(() => store.open());
    afterEach(() => store.close());
    cases(store);
  });
  describe('random lists', () => {
    beforeAll(() => store.open());
    afterAll(() => store.close());
    randomListCases(store);
  });
}
