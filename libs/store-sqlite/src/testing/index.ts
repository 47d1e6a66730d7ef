export { ChildProgram, killChildren } from './child-process.js';
export { TemporaryFolder } from './temporary-folder.js';
