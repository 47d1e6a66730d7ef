import { describe, expect, it } from '@jest/globals';
import { messageOf, refusal } from '../test/refused-configuration.js';

describe('credentials in a wrong value', () => {
  it.each([
    ['mongo://user:secret@host', 'mongo://***@host'],
    ['mongo://user:secret@host:27017/clew', 'mongo://***@host:27017/clew'],
    ['mongo://user:secr@et@host/clew', 'mongo://***@host/clew'],
    ['mongo://user:sec/ret@host/clew', 'mongo://***@host/clew'],
    ['mongo://user:sec:ret@host/clew', 'mongo://***@host/clew'],
    ['mongo://user:sec?ret@host/clew', 'mongo://***@host/clew'],
    ['mongodb://user:sec\nret@host', 'mongodb://***@host'],
    ['mongodb://user:sec ret@host/clew?tlsCertificateKeyFilePassword=secret', 'mongodb://***@host/clew?***'],
    ['mongo://a:secret@one,b:secret@two/clew', 'mongo://***@two/clew'],
    ['mongodb://user:27/secret@host/clew', 'mongodb://***@host/clew'],
    ['mongodb:user:secret@host', '***@host'],
    ['sqlite://user:secret@host', 'sqlite://***@host'],
    ['user:secret@host', '***@host'],
    [' sqlite://u:secret@x', '***@x'],
    ['postgres://host/clew?user=u&password=secret', 'postgres://host/clew?***'],
    ['postgres://u:secret@host/clew?password=secret', 'postgres://***@host/clew?***'],
    ['mongo://user:secret', 'mongo://user:***'],
    ['mongo://user:secret/clew', 'mongo://user:***/clew'],
    ['mongo://user:1secret', 'mongo://user:***'],
    ['Server=host;Password=secret;Pwd=secret;Database=clew', 'Server=host;Password=***;Pwd=***;Database=clew'],
  ])('are masked: %j', (given, shown) => {
    expect(messageOf({ DATABASE_URL: given })).toBe(refusal('DATABASE_URL', shown));
  });

  it.each(['postgres://host:5432/clew', 'postgres://host:5432', 'mongo://host/clew', 'mongo://[::1]:27017'])(
    'are not seen where there are none: %s',
    (url) => {
      expect(messageOf({ DATABASE_URL: url })).toBe(refusal('DATABASE_URL', url));
    },
  );

  it('are masked whatever the variable', () => {
    expect(messageOf({ PORT: 'sqlite://u:secret@x' })).toBe(refusal('PORT', 'sqlite://***@x'));
  });
});
