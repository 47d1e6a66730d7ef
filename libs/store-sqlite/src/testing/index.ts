export { ChildProgram, killChildren } from './child-process.js';
export { HereAndThere } from './here-and-there.js';
export { block, lockForWriting, slowStatements } from './slowness.js';
export { TemporaryFolder } from './temporary-folder.js';
