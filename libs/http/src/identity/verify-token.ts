import type { User } from '#libs/cqrs';
import { errors, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify, type JWTPayload } from 'jose';
import { invalidToken } from './challenge.js';
import { type ClaimPaths, userOfClaims } from './user-of-claims.js';

/** Whose tokens are taken, and for what they must be made. */
export interface TokenRules {
  /** Must be equal to the claim `iss`. */
  readonly issuer: string;
  /** Must be among the claim `aud`. */
  readonly audience: string;
  readonly claims: ClaimPaths;
}

/** Asymmetric only: with a symmetric one whoever can verify tokens could make them (RFC 8725, 3.2). */
const ALGORITHMS = ['RS', 'PS', 'ES'].flatMap((family) => ['256', '384', '512'].map((size) => family + size));

/** How far the clocks of issuer and API may be apart. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** @throws {HttpProblem} `invalid_token`, or what `keys` throws of its own */
export async function verifyToken(token: string, rules: TokenRules, keys: JWTVerifyGetKey): Promise<User> {
  const options = {
    issuer: rules.issuer,
    audience: rules.audience,
    algorithms: [...ALGORITHMS, 'EdDSA', 'Ed25519'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['exp'],
  };
  try {
    return userOfClaims(await verify(token, keys, options), rules.claims);
  } catch (error) {
    // A type error: the key is of another kind than the token says.
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw invalidToken(reasonOf(error));
    throw error;
  }
}

/** A token that does not name its key may be of any that fits. */
async function verify(token: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (wrong) {
        if (!(wrong instanceof errors.JWSSignatureVerificationFailed)) throw wrong;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

const wrongClaims: Readonly<Record<string, string>> = {
  iss: 'the token is of another issuer',
  aud: 'the token is for another audience',
  exp: 'the token has no valid expiry',
  nbf: 'the token is not valid yet',
};

/** In words of ours: the library's may quote the token. */
function reasonOf(error: Error): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return wrongClaims[error.claim] ?? 'a claim is malformed';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the token is signed by an algorithm that is not allowed';
  const unknown = [errors.JWSSignatureVerificationFailed, errors.JWKSNoMatchingKey];
  if (unknown.some((kind) => error instanceof kind)) return 'the token is not signed by a key of its issuer';
  return 'the token is no signed JWT that can be verified';
}
