export { describeWithRedis } from './describe-with-redis.js';
