import { Logger } from '@nestjs/common';
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose';
import { HttpProblem } from '../problems.js';
import { Identity } from './identity.js';
import type { TokenRules } from './verify-token.js';

const logger = new Logger('Issuer');

/** Of each of the two requests that keys may take, with somebody waiting. */
const TIMEOUT_MS = 3_000;
/** How long an issuer that did not answer is not asked again: tokens that need it would queue up behind it. */
const PAUSE_MS = 1_000;
/** How long keys are kept: so long may a key be used that the issuer has taken back. */
const KEYS_LIFE_MS = 600_000;
/** How often an unknown key may have keys asked for again: everybody can send tokens with keys that nobody has. */
const COOLDOWN_MS = 30_000;

/** Users are those of an OpenID Connect issuer. Where it does not answer, tokens are refused until it does. */
export function issuerIdentity(rules: TokenRules): Identity {
  const issuer = new Issuer(rules.issuer);
  return new Identity({ rules, keys: (header, token) => issuer.key(header, token), isLocal: false });
}

/**
 * The public keys of an issuer, found by its discovery document. It is asked when the first token comes, once for all who
 * wait, and again after it failed.
 */
class Issuer {
  readonly #issuer: string;
  #discovered: Promise<RemoteJWKSet> | undefined;
  #pausedUntil = 0;

  constructor(issuer: string) {
    this.#issuer = issuer;
  }

  /** The one that a token names. @throws {HttpProblem} `issuer_unavailable` */
  async key(...named: Parameters<JWTVerifyGetKey>): ReturnType<RemoteJWKSet> {
    const discovered = (this.#discovered ??= this.#discover());
    let keys: RemoteJWKSet | undefined;
    try {
      keys = await discovered;
      return await keys(...named);
    } catch (error) {
      // Perhaps they have another address by now.
      if (this.#discovered === discovered && !keys?.fresh) this.#discovered = undefined;
      throw error;
    }
  }

  async #discover(): Promise<RemoteJWKSet> {
    const url = `${this.#issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const address = await this.#ask(url, AbortSignal.timeout(TIMEOUT_MS), (document) => this.#addressIn(document));
    return createRemoteJWKSet(address, {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: KEYS_LIFE_MS,
      [customFetch]: (jwksUrl, { signal }) => this.#ask(jwksUrl, signal, keysIn),
    });
  }

  /** OpenID Connect Discovery 1.0, 4.3. */
  #addressIn({ issuer, jwks_uri: uri }: Answer): URL {
    if (issuer !== this.#issuer) throw new Error('its discovery document is of another issuer');
    const address = URL.parse(String(uri));
    const protocols = ['https:', new URL(this.#issuer).protocol];
    if (!address || !protocols.includes(address.protocol)) throw new Error('its discovery document names no keys');
    return address;
  }

  async #ask<Result>(url: string, signal: AbortSignal, read: (answer: Answer) => Result): Promise<Result> {
    if (performance.now() < this.#pausedUntil) throw unavailable();
    try {
      const response = await fetch(url, { signal, redirect: 'manual', headers: { accept: 'application/json' } });
      if (response.status !== 200) throw new Error(`it answers ${response.status}`);
      return read(Object((await response.json()) as unknown) as Answer);
    } catch (error) {
      this.#pausedUntil = performance.now() + PAUSE_MS;
      logger.warn(`${url}: ${reasonOf(error)}`);
      throw unavailable();
    }
  }
}

type Answer = Readonly<Record<string, unknown>>;

/** Any other answer would be one to the token. */
function keysIn({ keys }: Answer): Response {
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'object' && key !== null && !Array.isArray(key))) {
    throw new Error('it has no list of keys');
  }
  return Response.json({ keys });
}

function unavailable(): HttpProblem {
  return new HttpProblem('issuer_unavailable', 'the issuer of tokens does not answer as it should');
}

/** Of a failed `fetch` the cause says what happened. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: why } = Object(cause) as Partial<NodeJS.ErrnoException>;
  return [message, code ?? why].filter(Boolean).join(': ');
}
