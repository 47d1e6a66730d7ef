import { describe, expect, it } from '@jest/globals';
import { withDatabase } from './testing/with-database.js';

describe('another database of the same server', () => {
  it.each([
    ['mongodb://host', 'mongodb://host/new'],
    ['mongodb://a:1,b:2/old?replicaSet=rs', 'mongodb://a:1,b:2/new?replicaSet=rs'],
    ['mongodb+srv://host/?w=1', 'mongodb+srv://host/new?w=1'],
    ['mongodb://ann:p%40ss@host/', 'mongodb://ann:p%40ss@host/new?authSource=admin'],
    ['mongodb://ann:pass@host/old', 'mongodb://ann:pass@host/new?authSource=old'],
    ['mongodb://ann:pass@host/old?authSource=users', 'mongodb://ann:pass@host/new?authSource=users'],
  ])('of %s', (uri, expected) => {
    expect(withDatabase(uri, 'new')).toBe(expected);
  });

  it('is not to be had of anything else', () => {
    expect(() => withDatabase('http://host', 'new')).toThrow('MONGODB_URI is no MongoDB connection string');
  });
});
