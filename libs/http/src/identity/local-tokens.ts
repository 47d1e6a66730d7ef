import { existsSync } from 'node:fs';
import type { User } from '#libs/cqrs';
import { SignJWT } from 'jose';
import { Identity } from './identity.js';
import { type LocalKey, localKey } from './local-key.js';
import { userOfClaims } from './user-of-claims.js';

const ISSUER = 'urn:clew:local';
const LIFE = '12h';
const CLAIMS = { roles: 'roles', department: 'department' } as const;

export interface LocalTokensOptions {
  /** Holds the private key. */
  readonly keyFile: string;
  readonly audience: string;
}

/**
 * For a machine without an issuer: tokens are signed by a key of its own, and who has none is its admin.
 * @throws {DamagedKey} a key that is there is none; one that is not there is made when it is needed first
 */
export async function localIdentity({ keyFile, audience }: LocalTokensOptions): Promise<Identity> {
  if (existsSync(keyFile)) await localKey(keyFile);
  let key: Promise<LocalKey> | undefined;
  const keys = async () => {
    key ??= localKey(keyFile);
    key.catch(() => {
      key = undefined;
    });
    return (await key).public;
  };
  return new Identity({ rules: { issuer: ISSUER, audience, claims: CLAIMS }, keys, isLocal: true });
}

/**
 * A token that a local server takes for the next 12 hours.
 * @throws {HttpProblem} no token can be about such a user
 * @throws {DamagedKey}
 */
export async function signLocalToken(user: User, { keyFile, audience }: LocalTokensOptions): Promise<string> {
  const { id, roles, department } = user;
  const claims = {
    sub: id,
    [CLAIMS.roles]: [...roles],
    ...(department !== undefined && { [CLAIMS.department]: department }),
  };
  userOfClaims(claims, CLAIMS);
  const key = await localKey(keyFile);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.algorithm, kid: key.id, typ: 'at+jwt' })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(LIFE)
    .sign(key.private);
}
