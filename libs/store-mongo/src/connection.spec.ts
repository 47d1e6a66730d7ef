import { describe, expect, it } from '@jest/globals';
import { connectOptions, DURABLE } from './connection.js';

describe('the options of a connection', () => {
  it('have a pool and time-outs, which the URI may set otherwise', () => {
    const options = connectOptions('mongodb://one/clew');
    expect(options).toMatchObject({ maxPoolSize: 50, socketTimeoutMS: 6_000, serverSelectionTimeoutMS: 5_000 });

    const { maxPoolSize, socketTimeoutMS, ...others } = options;
    expect([maxPoolSize, socketTimeoutMS]).toEqual([50, 6_000]);
    expect(connectOptions('mongodb://one/clew?maxpoolsize=5&socketTimeoutMS=60000')).toEqual(others);
  });

  it.each(['mongodb://one/clew', 'mongodb://one/clew?w=0&journal=false&bufferCommands=true'])(
    'wait for the majority and queue nothing, whatever the URI says: %s',
    (uri) => {
      expect(connectOptions(uri)).toMatchObject({ writeConcern: DURABLE, bufferCommands: false, autoIndex: false });
    },
  );

  it.each([
    ['mongodb://one', 'clew'],
    ['mongodb://one/', 'clew'],
    ['mongodb://u:p@one,two/?authSource=admin', 'clew'],
    ['mongodb+srv://one.example', 'clew'],
    ['mongodb://one?tlsCAFile=/etc/ca.pem', 'clew'],
    ['mongodb://one/tasks', undefined],
    ['mongodb+srv://u:p@one.example/tasks?tls=true', undefined],
  ])('name a database where the URI has none: %s', (uri, name) => {
    expect(connectOptions(uri).dbName).toBe(name);
  });
});
