export { ChildProgram, killChildren } from './child-process.js';
export { HereAndThere } from './here-and-there.js';
export { TemporaryFolder } from './temporary-folder.js';
