export { ChildProgram, killChildren, until } from './child-process.js';
export { commitOf, idOf } from './commits.js';
export { readLog } from './read-log.js';
export { TemporaryFolder } from './temporary-folder.js';
