import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';
import { freePort } from '#testing/event-sourcing';

const RESOURCE = 'urn:clew:api';
const AUDIENCE = 'clew-api';
const SECRET = 'secret-of-the-client';

/** Claims of the users for which the server has a client each. */
const users: Readonly<Record<string, object>> = {
  ann: { realm_access: { roles: ['user'] }, department: 'sales' },
  root: { realm_access: { roles: ['admin'] } },
};

/** Its tokens hold everything: nothing has to be kept. */
class NoStorage {
  async find(): Promise<void> {}
  async upsert(): Promise<void> {}
}

const configuration = {
  adapter: NoStorage,
  ttl: { ClientCredentials: 600 },
  clients: Object.keys(users).map((id) => ({
    client_id: id,
    client_secret: SECRET,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  })),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: '',
        audience: AUDIENCE,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 600,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  extraTokenClaims: (_context: unknown, { clientId }: { readonly clientId: string }) => users[clientId],
};

/** What a test says of a token beside, or instead of, what is right. */
export interface TokenChanges {
  readonly header?: Partial<JWTHeaderParameters>;
  readonly claims?: JWTPayload;
  readonly key?: JWK;
}

/** A real OpenID Connect server on loopback, that can be stopped, started again, and given new keys. */
export class OidcServer {
  readonly issuer: string;
  /** Of every request. */
  readonly paths: string[] = [];
  /** Answers instead of the server, as long as it is set. */
  instead: RequestListener | undefined;
  #server: Server | undefined;
  #answer: RequestListener | undefined;
  #keys: readonly JWK[] = [];

  private constructor(issuer: string) {
    this.issuer = issuer;
  }

  static async start(): Promise<OidcServer> {
    const server = new OidcServer(`http://127.0.0.1:${await freePort()}`);
    await server.rotate();
    await server.listen();
    return server;
  }

  /** The key that signs. */
  get key(): JWK {
    const [key] = this.#keys;
    if (!key) throw new Error('there is no key yet');
    return key;
  }

  /** From now on new keys sign, and no others are published but those that are kept. */
  async rotate(...kept: readonly JWK[]): Promise<void> {
    this.#keys = [await newKey(), ...kept];
    this.#answer = new Provider(this.issuer, { ...configuration, jwks: { keys: this.#keys } }).callback();
  }

  async listen(): Promise<void> {
    this.#server = createServer((request, response) => {
      this.paths.push(request.url ?? '');
      (this.instead ?? this.#answer)?.(request, response);
    }).listen(Number(new URL(this.issuer).port), '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  /** From its token endpoint. */
  async tokenOf(user: string): Promise<string> {
    const response = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${user}:${SECRET}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: RESOURCE }),
    });
    if (!response.ok) throw new Error(`the issuer refuses a token: ${await response.text()}`);
    return ((await response.json()) as { readonly access_token: string }).access_token;
  }

  /** Signed by its key like its own, but for the changes. A claim that is undefined is left out. */
  sign({ header, claims, key = this.key }: TokenChanges = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const right = { iss: this.issuer, aud: AUDIENCE, sub: 'ann', exp: now + 60, iat: now, ...users['ann'] };
    return new SignJWT({ ...right, ...claims })
      .setProtectedHeader({ alg: 'RS256', ...(key.kid !== undefined && { kid: key.kid }), ...header })
      .sign(key);
  }
}

export async function newKey(alg = 'RS256'): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: crypto.randomUUID() };
}
