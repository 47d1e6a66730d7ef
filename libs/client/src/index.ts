export {
  type BulkResults,
  type BulkTasks,
  clewClient,
  type ClewClient,
  type EventList,
  type Problem,
  type StoredEvent,
  type Task,
  type TaskList,
} from './client.js';
export type { paths } from './api-types.js';
