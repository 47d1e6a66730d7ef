import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export const ALGORITHMS = ['RS256', 'ES256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

interface Pair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** As much of an OpenID Connect issuer as the API asks for: where its keys are, and the keys. */
export class Issuer {
  readonly url: string;
  readonly #server: Server;
  readonly #pairs: ReadonlyMap<Algorithm, Pair>;

  private constructor(server: Server, pairs: ReadonlyMap<Algorithm, Pair>) {
    const { port } = server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}`;
    this.#server = server;
    this.#pairs = pairs;
  }

  static async start(): Promise<Issuer> {
    const pairs = new Map<Algorithm, Pair>();
    for (const algorithm of ALGORITHMS) pairs.set(algorithm, await generateKeyPair(algorithm, { extractable: true }));
    const keys = await Promise.all([...pairs].map(([algorithm, { publicKey }]) => published(algorithm, publicKey)));
    const server = createServer(({ url, headers }, response) => {
      const issuer = `http://${headers.host}`;
      const discovery = { issuer, jwks_uri: `${issuer}/keys` };
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify(url === '/keys' ? { keys } : discovery));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Issuer(server, pairs);
  }

  publicKey(algorithm: Algorithm): CryptoKey {
    return this.#pairOf(algorithm).publicKey;
  }

  /** Of an admin, as Keycloak's look. */
  token(algorithm: Algorithm): Promise<string> {
    return new SignJWT({ realm_access: { roles: ['admin'] } })
      .setProtectedHeader({ alg: algorithm, kid: algorithm, typ: 'JWT' })
      .setIssuer(this.url)
      .setAudience('clew-api')
      .setSubject('ann')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(this.#pairOf(algorithm).privateKey);
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #pairOf(algorithm: Algorithm): Pair {
    const pair = this.#pairs.get(algorithm);
    if (!pair) throw new Error(`there is no key for ${algorithm}`);
    return pair;
  }
}

async function published(algorithm: Algorithm, key: CryptoKey): Promise<JWK> {
  return { ...(await exportJWK(key)), alg: algorithm, use: 'sig', kid: algorithm };
}
