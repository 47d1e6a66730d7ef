export { DatabaseUnusable } from './failures.js';
export { type SqliteOptions, SqliteStore } from './sqlite-store.js';
