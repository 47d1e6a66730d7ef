import { describe, expect, it } from '@jest/globals';
import { type Config, readConfig, variables } from './config.js';
import { messageOf, refusal } from '../test/refused-configuration.js';

type Name = keyof typeof variables;

interface Case {
  readonly key: keyof Config;
  readonly default: unknown;
  readonly right: readonly (readonly [given: string, read: unknown])[];
  readonly wrong: readonly string[];
}

const itself = (...values: readonly string[]) => values.map((value) => [value, value] as const);

const mongodb = (...uris: readonly string[]) => uris.map((uri) => [uri, { kind: 'mongodb', uri }] as const);

const onOff = {
  right: [
    ['on', true],
    ['off', false],
  ],
  wrong: ['true', 'ON', '1', ' on'],
} as const;

const cases: Readonly<Record<Name, Case>> = {
  HOST: { key: 'host', default: '127.0.0.1', right: itself('127.0.0.2', '::1', 'localhost'), wrong: [] },
  OIDC_ISSUER: { key: 'oidcIssuer', default: undefined, right: itself('https://id.example'), wrong: ['id.example'] },
  OIDC_AUDIENCE: { key: 'oidcAudience', default: 'clew-api', right: itself('https://clew.example'), wrong: ['a b'] },
  OIDC_ROLES_CLAIM: { key: 'oidcRolesClaim', default: 'realm_access.roles', right: itself('roles'), wrong: [' roles'] },
  OIDC_DEPARTMENT_CLAIM: { key: 'oidcDepartmentClaim', default: 'department', right: itself('org.unit'), wrong: [' '] },
  PORT: {
    key: 'port',
    default: 8080,
    right: [
      ['0', 0],
      ['65535', 65_535],
    ],
    wrong: ['65536', '100000', '-1', '80.5', '8e3', '0x50', ' 80', 'http'],
  },
  DATABASE_URL: {
    key: 'database',
    default: { kind: 'sqlite', path: './data/clew.db' },
    right: [
      ['memory:', { kind: 'memory' }],
      ['sqlite:/var/lib/clew/a b.db', { kind: 'sqlite', path: '/var/lib/clew/a b.db' }],
      ...mongodb('mongodb://one:27017,two/clew', 'mongodb://u:p%40ss@[::1]/?authSource=admin', 'mongodb+srv://host'),
    ],
    wrong: [
      'sqlite:',
      'sqlite://host/clew.db',
      'sqlite:///clew.db',
      ' sqlite:clew.db',
      './clew.db',
      'memory',
      'memory:clew',
      'postgres://host/clew',
      'mongodb:',
      'mongodb://',
      'mongodb:///clew',
      'mongodb:host',
      'mongodb+tcp://host',
      ' mongodb://host',
    ],
  },
  CORS_ORIGINS: {
    key: 'corsOrigins',
    default: [],
    right: [
      ['https://app.example', ['https://app.example']],
      ['http://localhost:5173, https://app.example', ['http://localhost:5173', 'https://app.example']],
    ],
    wrong: ['*', 'app.example', 'https://app.example/', 'https://App.example', 'https://app.example:443', ','],
  },
  RATE_LIMIT_PER_MINUTE: {
    key: 'rateLimitPerMinute',
    default: 0,
    right: [
      ['0', 0],
      ['9999999', 9_999_999],
    ],
    wrong: ['10000000', '-1', '1.5', 'off'],
  },
  REQUEST_TIMEOUT_MS: {
    key: 'requestTimeoutMs',
    default: 30_000,
    right: [
      ['100', 100],
      ['999999', 999_999],
    ],
    wrong: ['99', '0', '1000000', '30s', '-1'],
  },
  MAX_EVENT_LOOP_DELAY_MS: {
    key: 'maxEventLoopDelayMs',
    default: 500,
    right: [
      ['0', 0],
      ['99999', 99_999],
    ],
    wrong: ['100000', '-1', '0.5', '500ms'],
  },
  REDIS_URL: {
    key: 'redisUrl',
    default: undefined,
    right: itself('redis://localhost', 'redis://127.0.0.1:6379/1', 'rediss://clew:p%40ss@redis.example:6380'),
    wrong: ['localhost:6379', 'redis:', 'redis://', 'http://localhost', '127.0.0.1'],
  },
  LOG_LEVEL: {
    key: 'logLevel',
    default: 'info',
    right: itself('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    wrong: ['INFO', 'verbose', '30'],
  },
  NODE_ENV: { key: 'environment', default: 'development', right: itself('production', 'test', 'staging'), wrong: [] },
  TRACING_DETAIL: {
    key: 'tracingDetail',
    default: 'full',
    right: itself('full', 'standard'),
    wrong: ['Full', 'none', 'on'],
  },
  TEMPO_URL: {
    key: 'tempoUrl',
    default: undefined,
    right: [
      ['http://localhost:3200', 'http://localhost:3200'],
      ['https://tempo.example/tempo//', 'https://tempo.example/tempo'],
    ],
    wrong: ['tempo:3200', 'localhost', 'ftp://tempo', '/api'],
  },
  NOTIFICATIONS_URL: {
    key: 'notificationsUrl',
    default: undefined,
    right: [
      ['http://localhost:3200', 'http://localhost:3200'],
      ['https://tempo.example/tempo//', 'https://tempo.example/tempo'],
    ],
    wrong: ['notifications:8090', 'localhost', 'ftp://tempo', '/api'],
  },
  REQUIRE_IF_MATCH: { key: 'requireIfMatch', default: false, ...onOff },
  IDEMPOTENCY_KEY_HOURS: {
    key: 'keyLifeMs',
    default: 86_400_000,
    right: [
      ['1', 3_600_000],
      ['9999', 35_996_400_000],
    ],
    wrong: ['0', '-1', '1.5', '10000', '24h'],
  },
  TRACES_CONSOLE: { key: 'tracesConsole', default: true, ...onOff },
  TRACING_TITLES: { key: 'titlesOnSpans', default: false, ...onOff },
  TRACING_OLDER_NAMES: { key: 'olderNames', default: true, ...onOff },
  READ_YOUR_WRITES_MS: {
    key: 'readYourWritesMs',
    default: 250,
    right: [
      ['0', 0],
      ['99999', 99_999],
    ],
    wrong: ['100000', '-1', '1.5', '250ms'],
  },
};

const names = Object.keys(variables) as Name[];
const right = names.flatMap((name) => cases[name].right.map(([given, read]) => ({ name, given, read })));
const wrong = names.flatMap((name) => cases[name].wrong.map((given) => ({ name, given })));

describe('configuration', () => {
  it('has a default for every variable', () => {
    const expected = Object.fromEntries(names.map((name) => [cases[name].key, cases[name].default]));
    expect(readConfig({})).toEqual(expected);
  });

  it('takes an empty variable as not set', () => {
    expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readConfig({}));
  });

  it.each(right)('reads $name=$given', ({ name, given, read }) => {
    expect(readConfig({ [name]: given })[cases[name].key]).toEqual(read);
  });

  it.each(wrong)('refuses $name="$given", and says what is allowed', ({ name, given }) => {
    expect(messageOf({ [name]: given })).toBe(refusal(name, given));
  });

  it.each(['LOG_LEVEL', 'TRACING_DETAIL', 'TRACES_CONSOLE', 'TRACING_TITLES', 'TRACING_OLDER_NAMES'] as const)(
    'names every word that %s allows',
    (name) => {
      expect(variables[name].allowed).toBe(cases[name].right.map(([given]) => given).join(', '));
    },
  );

  it('names all wrong variables at once, each on its line', () => {
    const environment = { PORT: 'http', HOST: 'localhost', LOG_LEVEL: 'loud', TRACES_CONSOLE: 'yes' };
    expect(messageOf(environment).split('\n')).toEqual([
      refusal('PORT', 'http'),
      refusal('LOG_LEVEL', 'loud'),
      refusal('TRACES_CONSOLE', 'yes'),
    ]);
  });

  it.each([
    { environment: 'production', detail: 'standard' },
    { environment: 'staging', detail: 'full' },
  ])('traces in $detail detail by default in $environment', ({ environment, detail }) => {
    expect(readConfig({ NODE_ENV: environment }).tracingDetail).toBe(detail);
  });

  it('limits rates by default where callers come from elsewhere', () => {
    const issuer = { OIDC_ISSUER: 'https://id.example' };
    expect(readConfig(issuer).rateLimitPerMinute).toBe(600);
    expect(readConfig({ ...issuer, RATE_LIMIT_PER_MINUTE: '0' }).rateLimitPerMinute).toBe(0);
  });

  it('keeps the detail that is asked for in production', () => {
    expect(readConfig({ NODE_ENV: 'production', TRACING_DETAIL: 'full' }).tracingDetail).toBe('full');
  });

  it('does not change once it is read', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });
});
