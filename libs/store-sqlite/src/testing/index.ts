export { commitOf, idOf } from './commits.js';
export { TemporaryFolder } from './temporary-folder.js';
