export { TaskProcessor } from './commands/task-processor.js';
export { TasksModule } from './tasks.module.js';
