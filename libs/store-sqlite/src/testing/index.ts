export { ChildProgram, killChildren } from './child-process.js';
export { HereAndThere } from './here-and-there.js';
export { beforeStatements, block, lockForWriting } from './statement-faults.js';
export { TemporaryFolder } from './temporary-folder.js';
