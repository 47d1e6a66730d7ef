import { afterAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { otelVariables } from '#libs/tracing';
import { variables } from '../apps/api/src/config.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(`${ROOT}${file}`, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'clew-compose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Realm {
  readonly realm: string;
  readonly roles: { readonly realm: readonly { readonly name: string }[] };
  readonly clients: readonly {
    readonly clientId: string;
    readonly publicClient: boolean;
    readonly directAccessGrantsEnabled: boolean;
    readonly protocolMappers: readonly { readonly config: Readonly<Record<string, string>> }[];
  }[];
  readonly users: readonly {
    readonly username: string;
    readonly credentials: readonly { readonly value: string }[];
    readonly realmRoles: readonly string[];
    readonly attributes?: { readonly department: readonly string[] };
  }[];
}

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment: Readonly<Record<string, string | number>>;
  readonly depends_on?: Readonly<Record<string, object>>;
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
  readonly networks?: { readonly default: { readonly aliases: readonly string[] } };
  readonly healthcheck: { readonly test: readonly string[] };
}

const PASSWORD = 'a1b2c3';
const file = read('docker-compose.yml');
/** As compose does it where the variable is set. */
const { services, volumes } = parse(file.replaceAll(/\$\{MONGO_PASSWORD:\?[^}]+\}/g, PASSWORD)) as {
  services: Readonly<Record<string, Service>>;
  volumes: object;
};
const api = services.api as Service;
const mongo = services.mongo as Service;
const keycloak = services.keycloak as Service;
const dockerfile = read(api.build?.dockerfile ?? '');
const realm = JSON.parse(read('deploy/keycloak/clew-realm.json')) as Realm;
const port = String(variables.PORT.schema.parse(undefined));
const databaseUrl = new URL(String(api.environment.DATABASE_URL));

it('runs the API, from a file that is there, with its database, its issuer, a second service and what keeps traces, metrics and log lines', () => {
  const telemetry = ['collector', 'tempo', 'loki', 'prometheus', 'grafana'];
  expect(Object.keys(services)).toEqual(['api', 'notifications', ...telemetry, 'mongo', 'keycloak']);
  expect(api.build?.context).toBe('.');
});

it('sets variables that the API reads, to values that it accepts', () => {
  const known: Readonly<Record<string, { readonly schema: { parse(value: string): unknown } }>> = {
    ...variables,
    ...otelVariables,
  };
  for (const [name, value] of Object.entries(api.environment)) {
    expect(Object.keys(known)).toContain(name);
    expect(() => known[name]?.schema.parse(String(value))).not.toThrow();
  }
});

it('publishes the port that the API listens on, for this machine only, and no other', () => {
  expect(api.ports).toEqual([`127.0.0.1:${port}:${port}`]);
  expect(mongo.ports).toBeUndefined();
  expect(String(api.environment.PORT)).toBe(port);
  expect(dockerfile).toContain(`EXPOSE ${port}\n`);
  expect(api.healthcheck.test.join(' ')).toContain(`http://127.0.0.1:${port}/ready`);
});

it('gives the API the user that the database makes, and has no password of its own', () => {
  expect(mongo.environment).toEqual({
    MONGO_INITDB_ROOT_USERNAME: databaseUrl.username,
    MONGO_INITDB_ROOT_PASSWORD: databaseUrl.password,
  });
  expect(databaseUrl.password).toBe(PASSWORD);
  expect(databaseUrl.searchParams.get('authSource')).toBe('admin');
  // Without a value compose says what to do, instead of starting.
  const passwords = file.match(/\$\{?[A-Z_]+[^}]*\}?/g) ?? [];
  expect(new Set(passwords)).toEqual(new Set(['${MONGO_PASSWORD:?README.md says how to make one}']));
});

it('takes a password made as README.md says, which stays out of the repository', () => {
  const [command = ''] = /^echo "MONGO_PASSWORD=.+$/m.exec(read('README.md')) ?? [];
  execFileSync('bash', ['-euc', command], { cwd: folder });

  const [, password] = /^MONGO_PASSWORD=(.+)\n$/.exec(readFileSync(join(folder, '.env'), 'utf8')) ?? [];
  // Nothing in it has to be escaped in a URI.
  expect(password).toMatch(/^[0-9a-f]{64}$/);
  expect(read('.gitignore').split('\n')).toContain('.env');
});

it('starts the API once the database answers under the name that the API uses', () => {
  const { hostname, host } = databaseUrl;
  expect(services[hostname]).toBe(mongo);
  expect(api.depends_on).toEqual({ [hostname]: { condition: 'service_healthy' } });
  expect(mongo.healthcheck.test).toEqual(expect.arrayContaining(['CMD', 'mongosh', `mongodb://${host}`]));
  expect(mongo.healthcheck.test.at(-1)).toContain('ping');
});

it('pins the database to a version that the driver admits', () => {
  const [, major] = /^mongo:(\d+)\.\d+\.\d+$/.exec(mongo.image ?? '') ?? [];
  expect(Number(major)).toBeGreaterThan(4);
});

it('names an issuer to the API at which Keycloak answers, in its network and on this machine', () => {
  const issuer = new URL(String(api.environment.OIDC_ISSUER));
  const { port: at, hostname, pathname } = issuer;

  expect(keycloak.networks?.default.aliases).toEqual([hostname]);
  expect(hostname).toMatch(/\.localhost$/);
  expect(keycloak.environment).toMatchObject({ KC_HOSTNAME: issuer.origin, KC_HTTP_PORT: Number(at) });
  expect(keycloak.ports).toEqual([`127.0.0.1:${at}:${at}`]);
  expect(keycloak.image).toMatch(/^quay\.io\/keycloak\/keycloak:26\.\d+\.\d+$/);
  expect(keycloak.volumes).toEqual(['./deploy/keycloak:/opt/keycloak/data/import:ro']);
  expect(pathname).toBe(`/realms/${realm.realm}`);
});

it('has a realm whose tokens have what the API looks at', () => {
  const [client] = realm.clients;
  const configs = client?.protocolMappers.map(({ config }) => config) ?? [];
  const roles = realm.roles.realm.map(({ name }) => name);

  expect(roles).toEqual(['admin', 'manager', 'user']);
  expect(client).toMatchObject({ publicClient: true, directAccessGrantsEnabled: true });
  const audience = String(variables.OIDC_AUDIENCE.schema.parse(undefined));
  const department = String(variables.OIDC_DEPARTMENT_CLAIM.schema.parse(undefined));
  expect(configs.map((config) => config['included.custom.audience'])).toContain(audience);
  expect(configs.map((config) => config['claim.name'])).toContain(department);
  expect(realm.users.flatMap(({ realmRoles }) => realmRoles).toSorted()).toEqual(roles.toSorted());
});

it('has users that docs/identity.md names, with their passwords', () => {
  const page = read('docs/identity.md');
  for (const { username, realmRoles, attributes, credentials } of realm.users) {
    const row = [`\`${username}\``, realmRoles.join(), attributes?.department.join() ?? 'none'];
    expect(page).toContain(`| ${row.join(' | ')} |`);
    expect(credentials.map(({ value }) => value)).toEqual([username]);
  }
  expect(page).toContain(`client_id=${realm.clients[0]?.clientId}`);
  expect(page).toContain(`${String(api.environment.OIDC_ISSUER)}/protocol/openid-connect/token`);
});

it('keeps the data in volumes where they are written', () => {
  expect(mongo.volumes).toEqual(['mongo:/data/db']);
  expect(api.volumes).toEqual(['data:/app/data']);
  expect(Object.keys(volumes)).toEqual(['data', 'loki', 'mongo', 'notifications', 'prometheus', 'tempo']);
  expect(dockerfile).toContain('WORKDIR /app\n');
  expect(dockerfile).toContain('VOLUME /app/data\n');
});

it('builds from files that are there and not ignored, and starts what the build makes', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) => files.split(' '));
  const admitted = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
  const command = JSON.parse(/^CMD (.+)$/m.exec(dockerfile)?.[1] ?? '') as string[];

  expect(copied.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
  expect(copied.toSorted()).toEqual(admitted.toSorted());
  expect(scripts.start).toMatch(new RegExp(`exec env ${command.join(' ')}$`));
});

it('runs one pinned Node that the packages admit, and not as root', () => {
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);

  expect(new Set(images).size).toBe(1);
  expect(images[0]).toMatch(/^node:24\.\d+\.\d+-/);
  expect(dockerfile).toMatch(/^USER node$/m);
});
