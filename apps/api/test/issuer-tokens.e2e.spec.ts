import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { base64url, exportSPKI, importJWK, SignJWT } from 'jose';
import { RecordedSpans } from '#testing/tracing';
import { expectProblem } from './expect-problem.js';
import { expectInvalidToken, expectUnauthenticated } from './expect-refused.js';
import { NodeClient } from './node-request.js';
import { newKey, OidcServer, type TokenChanges } from './oidc-server.js';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
let log = '';
let issuer: OidcServer;
let api: RunningApi;
beforeAll(async () => {
  issuer = await OidcServer.start();
  const write = (line: string) => {
    log += line;
  };
  api = await RunningApi.start({ OIDC_ISSUER: issuer.issuer, LOG_LEVEL: 'trace' }, { log: { write } });
});
afterAll(async () => {
  await api.stop();
  await issuer.stop();
  await spans.stop();
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const list = (headers: Record<string, string> = {}) => api.fetch('/api/tasks', { headers });
const now = () => Math.floor(Date.now() / 1_000);

/** Nothing of what was sent may be seen by others. */
async function expectUnseen(response: Response, token: string): Promise<void> {
  await spans.ofResponse(response);
  for (const part of token.split('.').filter(({ length }) => length > 20)) {
    expect(JSON.stringify(spans.all)).not.toContain(part);
    expect(log).not.toContain(part);
  }
}

async function expectSigned(changes: TokenChanges, why: string): Promise<void> {
  const token = await issuer.sign(changes);
  const response = await list(bearer(token));
  await expectInvalidToken(response, why);
  await expectUnseen(response, token);
}

describe('a token of the issuer', () => {
  it('makes its subject the caller, with the roles and the department that it gives', async () => {
    const headers = bearer(await issuer.tokenOf('ann'));
    const created = await api.send('POST', '/api/tasks', { title: 'Call Bob' }, headers);

    expect(created.status).toBe(201);
    expect(await created.json()).toMatchObject({ created_by: 'ann' });
    const path = created.headers.get('location') ?? '';
    const refused = await expectProblem(await api.fetch(path, { method: 'DELETE', headers }), 'forbidden');
    expect(refused.detail).toMatch(/\badmin\b/);
    const admin = bearer(await issuer.tokenOf('root'));
    expect((await api.fetch(path, { method: 'DELETE', headers: admin })).status).toBe(204);
  });

  it.each(['ES384', 'EdDSA', 'PS256'])('may be signed by %s', async (alg) => {
    const key = await newKey(alg);
    const { kty, crv, x, y, n, e, kid } = key;
    issuer.instead = ({ url }, response) => {
      const keys = { keys: [{ kty, crv, x, y, n, e, kid }] };
      response.end(
        JSON.stringify(url === '/jwks' ? keys : { issuer: issuer.issuer, jwks_uri: `${issuer.issuer}/jwks` }),
      );
    };
    const other = await RunningApi.start({ OIDC_ISSUER: issuer.issuer });
    const headers = bearer(await issuer.sign({ key, header: { alg } }));
    const { status } = await other.fetch('/api/tasks', { headers });
    issuer.instead = undefined;
    await other.stop();

    expect(status).toBe(200);
  });

  it('may have a scheme in any case, more audiences, no key id, no department, and a clock that is a little off', async () => {
    const token = await issuer.sign();
    expect((await list({ authorization: `bEARER  ${token}` })).status).toBe(200);
    const { kid: _, ...key } = issuer.key;
    const changes: TokenChanges[] = [
      { key },
      { claims: { aud: ['other', 'clew-api'] } },
      { claims: { department: '' } },
      { claims: { exp: now() - 2 } },
      { claims: { nbf: now() + 2 } },
    ];
    for (const change of changes) expect((await list(bearer(await issuer.sign(change)))).status).toBe(200);
  });
});

describe('a token is refused', () => {
  it('for all that needs a role, where it gives none', async () => {
    const token = await issuer.sign({ claims: { realm_access: undefined } });
    await expectProblem(await list(bearer(token)), 'forbidden');
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['that has expired', { exp: now() - 60 }, 'the token has expired'],
    ['that never expires', { exp: undefined }, 'the token has no valid expiry'],
    ['that is not valid yet', { nbf: now() + 60 }, 'the token is not valid yet'],
    ['for another audience', { aud: 'other' }, 'the token is for another audience'],
    ['for no audience', { aud: undefined }, 'the token is for another audience'],
    ['of another issuer', { iss: 'https://id.example' }, 'the token is of another issuer'],
    ['of no subject', { sub: undefined }, 'the subject is missing or malformed'],
    ['of an empty subject', { sub: '' }, 'the subject is missing or malformed'],
    ['of a subject too long', { sub: 'x'.repeat(256) }, 'the subject is missing or malformed'],
    ['of a subject with half a character', { sub: 'a\ud800' }, 'the subject is missing or malformed'],
    ['with one role', { realm_access: { roles: 'admin' } }, 'the claim with the roles is no list of texts'],
    ['with no text as role', { realm_access: { roles: [1] } }, 'the claim with the roles is no list of texts'],
    ['with departments', { department: ['a'] }, 'the claim with the department is no text'],
  ])('%s', (_, claims, why) => expectSigned({ claims }, why));

  const unsigned = 'the token is not signed by a key of its issuer';
  const unallowed = 'the token is signed by an algorithm that is not allowed';
  const unreadable = 'the token is no signed JWT that can be verified';

  it('signed by a key of somebody else, by its own name or by that of the issuer', async () => {
    const key = await newKey();
    await expectSigned({ key }, unsigned);
    await expectSigned({ key, header: { kid: issuer.key.kid ?? '' } }, unsigned);
  });

  it('signed by the public key as if it were a shared secret', async () => {
    const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open } = issuer.key;
    const pem = await exportSPKI(
      (await importJWK(open, 'RS256', { extractable: true })) as Parameters<typeof exportSPKI>[0],
    );
    for (const secret of [pem, pem.trim(), JSON.stringify(open), open.n ?? '']) {
      const claims = { iss: issuer.issuer, aud: 'clew-api', sub: 'eve', exp: now() + 60 };
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: issuer.key.kid ?? '' })
        .sign(new TextEncoder().encode(secret));
      await expectInvalidToken(await list(bearer(token)), unallowed);
    }
  });

  it('that says it is not signed', async () => {
    const [, claims = '', signature = ''] = (await issuer.sign()).split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const header = base64url.encode(JSON.stringify({ alg, kid: issuer.key.kid }));
      await expectInvalidToken(await list(bearer(`${header}.${claims}.${signature}`)), unallowed);
      await expectInvalidToken(await list(bearer(`${header}.${claims}.`)), unallowed);
    }
  });

  it('that was changed', async () => {
    const [header, , signature] = (await issuer.sign()).split('.');
    const [, claims] = (await issuer.sign({ claims: { sub: 'root' } })).split('.');
    await expectInvalidToken(await list(bearer(`${header}.${claims}.${signature}`)), unsigned);
  });

  it.each(['x', 'a.b', 'a.b.c', '....', 'e30.e30.', 'e30.e30.e30', 'bnVsbA.bnVsbA.bnVsbA'])(
    'that is %s',
    async (token) => {
      const { status, headers } = await list(bearer(token));
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
      if (!token.startsWith('e30')) await expectInvalidToken(await list(bearer(token)), unreadable);
    },
  );
});

describe('credentials are refused', () => {
  it('where there are none, on every address but those that are for everybody', async () => {
    const tasks = ['/api/tasks', '/api/tasks/', '/api/tasks?health', '/api/tasks/x', '/api/events'];
    for (const path of [...tasks, '/nope', '/health/x', '//health', '/api/docsx', '/API/docs', '/api/openapi.json5']) {
      await expectUnauthenticated(await api.fetch(path));
    }
    await expectUnauthenticated(await api.fetch('/api/tasks', { method: 'OPTIONS' }));
    await expectUnauthenticated(await api.fetch('/api/tasks', { method: 'POST', body: '{' }));
  });

  it.each(['/health', '/ready', '/metrics', '/api/openapi.json', '/api/docs'])(
    'but not looked at for %s',
    async (path) => {
      for (const headers of [{}, bearer('x'), { authorization: 'Basic x' }]) {
        expect((await api.fetch(path, { headers })).status).toBe(200);
      }
    },
  );

  it.each(['Basic YW5uOmI=', 'DPoP x', 'x', 'Bearerx', 'Token a.b.c'])(
    'of another scheme: %s',
    async (authorization) => {
      await expectUnauthenticated(await list({ authorization }));
    },
  );

  it.each(['Bearer', 'Bearer a b', 'Bearer a,b', 'Bearer "a"', 'Bearer =', 'Bearer ä'])(
    'that are %s',
    async (authorization) => {
      await expectInvalidToken(await list({ authorization }), 'the header Authorization must be Bearer and one token');
    },
  );

  it('that come twice', async () => {
    const client = new NodeClient(api.url);
    const authorization = [await issuer.sign(), await issuer.sign()].map((token) => `Bearer ${token}`);
    const { status, body } = await client.send({
      method: 'GET',
      path: '/api/tasks',
      headers: { Authorization: authorization },
    });
    client.close();

    expect([status, JSON.parse(body)]).toEqual([
      401,
      expect.objectContaining({ detail: 'the header Authorization must be given once' }),
    ]);
  });

  it('with a 401, whatever they are', async () => {
    const text = fc.string({
      unit: fc
        .integer({ min: 32, max: 255 })
        .filter((code) => code !== 127)
        .map((code) => String.fromCharCode(code)),
    });
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map((json) => base64url.encode(json)),
      fc
        .constant(issuer.key)
        .chain(({ kid }) =>
          fc
            .record({ alg: fc.constantFrom('RS256', 'ES256', 'EdDSA', 'HS256', 'none', 'PS512'), crit: fc.json() })
            .map((header) => base64url.encode(JSON.stringify({ kid, ...header }))),
        ),
    );
    const token = fc.oneof(
      text,
      fc.array(part, { maxLength: 5 }).map((parts) => `Bearer ${parts.join('.')}`),
    );
    await fc.assert(
      fc.asyncProperty(token, async (authorization) => {
        expect((await list({ authorization })).status).toBe(401);
      }),
      { numRuns: 300 },
    );
  });
});
