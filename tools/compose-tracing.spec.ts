import { expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
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

  expect(files.toSorted()).toEqual(['./deploy/collector', './deploy/grafana', './deploy/keycloak', './deploy/tempo']);
  expect(files.filter((file) => !existsSync(`${ROOT}${file}`))).toEqual([]);
  expect(services['collector']?.command).toEqual(['--config', '/etc/collector/collector.yaml']);
  expect(services['tempo']?.command).toEqual(['-config.file=/etc/tempo/tempo.yaml']);
});

it.each(['api', 'notifications'])(
  '%s sends its spans to the port of the Collector that speaks its protocol',
  (service) => {
    const { hostname, port } = new URL(String(environmentOf(service)['OTEL_EXPORTER_OTLP_ENDPOINT']));

    expect(services).toHaveProperty(hostname);
    expect(hostname).toBe('collector');
    expect(Number(port)).toBe(portOf(byDefault(collector.receivers.otlp.protocols.http.endpoint)));
  },
);

it('the Collector sends what it keeps to Tempo, which the API and Grafana ask', () => {
  const [host = '', port] = byDefault(collector.exporters['otlp_grpc']?.endpoint ?? '').split(':');
  const asked = `http://tempo:${tempo.server.http_listen_port}`;

  expect(services).toHaveProperty(host);
  expect(Number(port)).toBe(portOf(tempo.distributor.receivers.otlp.protocols.grpc.endpoint));
  expect(environmentOf('api')['TEMPO_URL']).toBe(asked);
  const { datasources } = parse(read('deploy/grafana/datasources.yaml')) as {
    datasources: { url: string; type: string }[];
  };
  expect(datasources).toMatchObject([{ type: 'tempo', url: asked }]);
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
    expect([name, image]).toEqual([name, expect.stringMatching(/:\d+\.\d+\.\d+$/)]);
    for (const port of ports) expect([name, port]).toEqual([name, expect.stringMatching(/^127\.0\.0\.1:/)]);
  }
});
