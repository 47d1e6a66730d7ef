import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';
import { identityVariables } from './identity-variables.js';

describe('OIDC_ISSUER', () => {
  it.each([
    'https://id.example',
    'https://id.example:8443/realms/clew/',
    'http://localhost:8081/realms/clew',
    'http://127.0.0.1:8081',
    'http://[::1]:8081',
    'http://keycloak.localhost:8081/realms/clew',
    'http://keycloak:8080/realms/clew',
  ])('may be %s', (issuer) => {
    expect(readConfig({ OIDC_ISSUER: issuer }).oidcIssuer).toBe(issuer);
  });

  it.each([
    'id.example',
    'http://id.example',
    'http://10.0.0.1',
    'http://localhost.example',
    'http://[2001:db8::1]',
    'ftp://localhost',
    'https://',
    'https://ann:secret@id.example',
    'https://id.example?a=b',
    'https://id.example?',
    'https://id.example#',
    ' https://id.example',
  ])('may not be %s', (issuer) => {
    expect(() => readConfig({ OIDC_ISSUER: issuer })).toThrow(`Allowed: ${identityVariables.OIDC_ISSUER.allowed}.`);
    expect(() => readConfig({ OIDC_ISSUER: issuer })).not.toThrow('secret');
  });
});

describe('HOST', () => {
  it.each(['0.0.0.0', '::', '10.0.0.1', 'clew.example', '127.0.0.1.example'])(
    'may be %s only where an issuer says who callers are',
    (host) => {
      expect(() => readConfig({ HOST: host, PORT: 'http' })).toThrow(
        new RegExp(
          `^PORT="http" .+\nHOST="${host}" is not allowed without OIDC_ISSUER: all who reach the API would be its admins. ` +
            'Set OIDC_ISSUER, or HOST to 127.0.0.1.$',
        ),
      );
      expect(readConfig({ HOST: host, OIDC_ISSUER: 'https://id.example' }).host).toBe(host);
    },
  );
});
