export { commitOf, idOf, part } from './commits.js';
export { eventStoreContract } from './event-store.contract.js';
export { rulesOf } from './given.js';
export { leasesContract } from './leases.contract.js';
export { NoPurse, purse, PurseCommands, PurseEmpty } from './purse.js';
export { readLog } from './read-log.js';
export { readModelsContract } from './read-models.contract.js';
export { until } from './until.js';
export { WatchedStages } from './watched-stages.js';
