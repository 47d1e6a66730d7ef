export { DatabaseUnusable } from './failures.js';
export { SqliteStore } from './sqlite-store.js';
