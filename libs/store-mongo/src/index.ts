export { MongoStore } from './mongo-store.js';
