import { expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { variables } from '../apps/api/src/config.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(`${ROOT}${file}`, 'utf8');

interface Service {
  readonly build: { readonly context: string; readonly dockerfile: string };
  readonly environment: Readonly<Record<string, string | number>>;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
}

const { services, volumes } = parse(read('docker-compose.yml')) as {
  services: Readonly<Record<string, Service>>;
  volumes: object;
};
const api = services.api as Service;
const dockerfile = read(api.build.dockerfile);
const port = String(variables.PORT.schema.parse(undefined));

it('runs the API alone, from a file that is there', () => {
  expect(Object.keys(services)).toEqual(['api']);
  expect(api.build.context).toBe('.');
});

it('sets variables that the API reads, to values that it accepts', () => {
  for (const [name, value] of Object.entries(api.environment)) {
    expect(Object.keys(variables)).toContain(name);
    expect(() => variables[name as keyof typeof variables].schema.parse(String(value))).not.toThrow();
  }
});

it('publishes the port that the API listens on, for this machine only', () => {
  expect(api.ports).toEqual([`127.0.0.1:${port}:${port}`]);
  expect(String(api.environment.PORT)).toBe(port);
  expect(dockerfile).toContain(`EXPOSE ${port}\n`);
  expect(api.healthcheck.test.join(' ')).toContain(`http://127.0.0.1:${port}/ready`);
});

it('keeps the data in a volume where the API writes it', () => {
  expect(api.volumes).toEqual(['data:/app/data']);
  expect(Object.keys(volumes)).toEqual(['data']);
  expect(dockerfile).toContain('WORKDIR /app\n');
  expect(api.environment.DATABASE_URL).toMatch(/^sqlite:\.\/data\//);
});

it('builds from files that are there and not ignored, and starts what the build makes', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) => files.split(' '));
  const admitted = read('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
  const command = JSON.parse(/^CMD (.+)$/m.exec(dockerfile)?.[1] ?? '') as string[];

  expect(copied.filter((file) => !existsSync(`${ROOT}${file}`))).toEqual([]);
  expect(copied.toSorted()).toEqual(admitted.toSorted());
  expect(scripts.start).toMatch(new RegExp(`exec env ${command.join(' ')}$`));
});

it('runs one pinned Node that the packages admit, and not as root', () => {
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);

  expect(new Set(images).size).toBe(1);
  expect(images[0]).toMatch(/^node:24\.\d+\.\d+-/);
  expect(dockerfile).toMatch(/^USER node$/m);
});
