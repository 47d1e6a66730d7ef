import { expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { otelVariables } from '#libs/tracing';
import { variables } from '../apps/notifications/src/config.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(`${ROOT}${file}`, 'utf8');

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

interface Collector {
  readonly receivers: {
    readonly otlp: { readonly protocols: Readonly<Record<'grpc' | 'http', { endpoint: string }>> };
  };
  readonly exporters: Readonly<Record<string, { readonly endpoint: string }>>;
}

interface Tempo {
  readonly server: { readonly http_listen_port: number };
  readonly distributor: {
    readonly receivers: { readonly otlp: { readonly protocols: { readonly grpc: { endpoint: string } } } };
  };
  readonly metrics_generator: { readonly storage: { readonly remote_write: readonly { readonly url: string }[] } };
}

interface Prometheus {
  readonly rule_files: readonly string[];
  readonly scrape_configs: readonly object[];
}

interface DataSources {
  readonly datasources: readonly { readonly uid: string; readonly url: string }[];
}

/** Its own name of draft 7 is not the one that Ajv knows. */
interface Schema {
  readonly $schema: string;
}

interface Dashboards {
  readonly providers: readonly { readonly options: { readonly path: string } }[];
}

const { services } = parse(read('docker-compose.yml')) as { services: Readonly<Record<string, Service>> };
const collector = parse(read('deploy/collector/collector.yaml')) as Collector;
const tempo = parse(read('deploy/tempo/tempo.yaml')) as Tempo;
const environmentOf = (service: string) => services[service]?.environment ?? {};
/** What a place holder of the Collector's configuration stands for where nothing is set. */
const byDefault = (text: string) => text.replaceAll(/\$\{env:\w+:-([^}]+)\}/g, '$1');
const portOf = (address: string) => Number(address.split(':').at(-1));

it('each file that a container is given is there', () => {
  const files = Object.values(services)
    .flatMap(({ volumes = [] }) => volumes)
    .filter((volume) => volume.startsWith('./'))
    .map((volume) => volume.split(':')[0] ?? '');

  expect(files.toSorted()).toEqual([
    './deploy/collector',
    './deploy/grafana/dashboards',
    './deploy/grafana/provisioning',
    './deploy/keycloak',
    './deploy/loki',
    './deploy/prometheus',
    './deploy/tempo',
  ]);
  expect(files.filter((file) => !existsSync(`${ROOT}${file}`))).toEqual([]);
  expect(services['collector']?.command).toEqual(['--config', '/etc/collector/collector.yaml']);
  expect(services['tempo']?.command).toEqual(['-config.file=/etc/tempo/tempo.yaml']);
  expect(services['loki']?.command).toEqual(['-config.file=/etc/loki/loki.yaml']);
  expect(services['prometheus']?.command).toContain('--config.file=/etc/prometheus/prometheus.yaml');
  for (const file of [
    'collector/collector',
    'tempo/tempo',
    'loki/loki',
    'prometheus/prometheus',
    'prometheus/alerts',
  ]) {
    expect(existsSync(`${ROOT}deploy/${file}.yaml`)).toBe(true);
  }
});

it.each(['api', 'notifications'])(
  '%s sends all that it has to the port of the Collector that speaks its protocol',
  (service) => {
    const { hostname, port } = new URL(String(environmentOf(service)['OTEL_EXPORTER_OTLP_ENDPOINT']));

    expect(services).toHaveProperty(hostname);
    expect(hostname).toBe('collector');
    expect(Number(port)).toBe(portOf(byDefault(collector.receivers.otlp.protocols.http.endpoint)));
  },
);

it('is what compose’s own schema admits', () => {
  const { $schema: _, ...schema } = JSON.parse(read('node_modules/dclint/schemas/compose.schema.json')) as Schema;
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

  expect([validate(parse(read('docker-compose.yml'))), validate.errors]).toEqual([true, null]);
  expect(validate({ services: { api: { imagine: 'x' } } })).toBe(false);
});

it('the Collector sends what it keeps to Tempo, which the API asks', () => {
  const [host = '', port] = byDefault(collector.exporters['otlp_grpc']?.endpoint ?? '').split(':');
  const asked = `http://tempo:${tempo.server.http_listen_port}`;

  expect(services).toHaveProperty(host);
  expect(Number(port)).toBe(portOf(tempo.distributor.receivers.otlp.protocols.grpc.endpoint));
  expect(environmentOf('api')['TEMPO_URL']).toBe(asked);
});

it('Prometheus asks the Collector for metrics, and takes the service graph from Tempo', () => {
  const { scrape_configs: configs, rule_files: rules } = parse(read('deploy/prometheus/prometheus.yaml')) as Prometheus;
  const port = portOf(byDefault(collector.exporters['prometheus']?.endpoint ?? ''));

  expect(configs).toMatchObject([{ honor_labels: true, static_configs: [{ targets: [`collector:${port}`] }] }]);
  expect(rules.filter((file) => !existsSync(`${ROOT}deploy/prometheus/${file}`))).toEqual([]);
  const [remote] = tempo.metrics_generator.storage.remote_write;
  expect(remote?.url).toBe('http://prometheus:9090/api/v1/write');
  expect(services['prometheus']?.command).toContain('--web.enable-remote-write-receiver');
  expect(services['prometheus']?.healthcheck?.test.join(' ')).toContain('127.0.0.1:9090');
});

it('log lines go to where Loki takes them, and a tag of a span is a label of Loki’s', () => {
  const { http_listen_port: port } = (parse(read('deploy/loki/loki.yaml')) as { server: { http_listen_port: number } })
    .server;

  expect(byDefault(collector.exporters['otlp_http/loki']?.endpoint ?? '')).toBe(`http://loki:${port}/otlp`);
  for (const service of ['api', 'notifications']) expect(environmentOf(service)['OTEL_LOGS_EXPORTER']).toBe('otlp');
});

it('Grafana asks them all where they listen, and dashboards and links name no other', () => {
  const { datasources } = parse(read('deploy/grafana/provisioning/datasources/datasources.yaml')) as DataSources;
  const at = Object.fromEntries(datasources.map(({ uid, url }) => [uid, url]));

  expect(at).toEqual({ tempo: 'http://tempo:3200', prometheus: 'http://prometheus:9090', loki: 'http://loki:3100' });
  const named = JSON.stringify(datasources).matchAll(/"datasourceUid":"([^"]+)"/g);
  expect(new Set([...named].map(([, uid]) => uid))).toEqual(new Set(Object.keys(at)));
  const provider = parse(read('deploy/grafana/provisioning/dashboards/dashboards.yaml')) as Dashboards;
  const [folder] = provider.providers.map(({ options: { path } }) => path);
  expect(services['grafana']?.volumes).toContain(`./deploy/grafana/dashboards:${folder}:ro`);
  for (const file of readdirSync(`${ROOT}deploy/grafana/dashboards`)) {
    const text = read(`deploy/grafana/dashboards/${file}`);
    const used = [...text.matchAll(/"datasource": \{\s*"type": "(\w+)",\s*"uid": "(\w+)"\s*\}/g)];
    expect(used.length).toBeGreaterThan(5);
    for (const [, type, uid] of used) expect([file, type, at[uid ?? '']]).toEqual([file, uid, expect.any(String)]);
    expect(JSON.parse(text)).toMatchObject({ uid: file.replace('.json', '') });
  }
});

it('the API tells the second service, which has no port on the host', () => {
  const { hostname, port } = new URL(String(environmentOf('api')['NOTIFICATIONS_URL']));
  const { ports, command, healthcheck } = services[hostname] ?? {};
  const known: Readonly<Record<string, unknown>> = { ...variables, ...otelVariables };

  expect([hostname, ports]).toEqual(['notifications', undefined]);
  expect(Object.keys(environmentOf(hostname)).filter((name) => !(name in known))).toEqual([]);
  expect(String(environmentOf(hostname)['PORT'])).toBe(port);
  expect(healthcheck?.test.join(' ')).toContain(`http://127.0.0.1:${port}/ready`);
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
  expect(scripts['start:notifications']).toContain(command?.join(' '));
});

it('images are pinned, and ports are for this machine only', () => {
  for (const [name, { image = 'x:1.2.3', ports = [] }] of Object.entries(services)) {
    expect([name, image]).toEqual([name, expect.stringMatching(/:v?\d+\.\d+\.\d+$/)]);
    for (const port of ports) expect([name, port]).toEqual([name, expect.stringMatching(/^127\.0\.0\.1:/)]);
  }
});
