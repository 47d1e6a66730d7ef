export { describeWithMongo } from './describe-with-mongo.js';
export { MongoServer } from './mongo-server.js';
export { WireProxy } from './wire-proxy.js';
export type { WireExchange } from './wire-rule.js';
