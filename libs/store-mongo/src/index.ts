export { MongoStore } from './mongo-store.js';
export { StoreMongoModule } from './store-mongo.module.js';
