export { describeWithMongo } from './describe-with-mongo.js';
export { isHeadRead, isInsert, isLookUp, isTailRead, LogBehindProxy } from './log-behind-proxy.js';
export { MongoServer } from './mongo-server.js';
export { onDatabase } from './on-database.js';
export { WireProxy } from './wire-proxy.js';
export type { WireExchange } from './wire-rule.js';
