export { describeWithMongo } from './describe-with-mongo.js';
export { MongoServer } from './mongo-server.js';
