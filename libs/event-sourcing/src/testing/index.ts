export { commitOf, idOf, part } from './commits.js';
export { eventStoreContract } from './event-store.contract.js';
export { readLog } from './read-log.js';
export { until } from './until.js';
