import { LOCAL_USER, type User } from '#libs/cqrs';
import type { IncomingMessage } from 'node:http';
import type { JWTVerifyGetKey } from 'jose';
import { HttpProblem } from '../problems.js';
import { bearerOf } from './bearer.js';
import { isOfOtherSite } from './loopback.js';
import { type TokenRules, verifyToken } from './verify-token.js';

export interface IdentityOptions {
  readonly rules: TokenRules;
  readonly keys: JWTVerifyGetKey;
  /** Only loopback reaches the server: who is there needs no token. */
  readonly isLocal: boolean;
}

/** Tells who sends a request. */
export class Identity {
  readonly isLocal: boolean;
  readonly #rules: TokenRules;
  readonly #keys: JWTVerifyGetKey;

  constructor({ rules, keys, isLocal }: IdentityOptions) {
    this.isLocal = isLocal;
    this.#rules = rules;
    this.#keys = keys;
  }

  /**
   * Promised only where a token has to be verified.
   * @throws {HttpProblem} `unauthenticated` and `invalid_token`, 401; `issuer_unavailable`, 503
   */
  userOf(request: IncomingMessage): User | Promise<User> {
    const token = bearerOf(request);
    if (token !== undefined) return verifyToken(token, this.#rules, this.#keys);
    if (!this.isLocal) throw new HttpProblem('unauthenticated', 'send a bearer token in the header Authorization');
    if (!isOfOtherSite(request.headers.origin)) return LOCAL_USER;
    throw new HttpProblem('unauthenticated', 'a page of another site needs a bearer token');
  }
}
