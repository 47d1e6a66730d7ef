export { commitOf, idOf, part } from './commits.js';
export { eventStoreContract } from './event-store.contract.js';
export { type OpenEventStore } from './event-store/store-under-test.js';
export { readLog } from './read-log.js';
export { until } from './until.js';
