import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoProcess } from './testing/mongo-process.js';

let folder: string;
let servers: MongoProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clew-program-'));
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
});

/** A program that is called as the server's, with `$port` and `$state`. */
function serverThat(...lines: readonly string[]): MongoProcess {
  const program = join(folder, 'program');
  const text = ['#!/bin/bash', 'port=$2 state=$4', `folder=${folder}`, ...lines].join('\n');
  writeFileSync(program, text, { mode: 0o755 });
  const server = new MongoProcess(program, { serialize: true });
  servers.push(server);
  return server;
}

const START = ['echo "$$ $$" >$state/pids', 'echo "ready mongodb://127.0.0.1:$port/"', 'exec sleep 600'];
const MEET = 'echo "could not bind: Address already in use" >$state/postgresql.log; exec sleep 600';

it('a server that meets a taken port is started anew, on another', async () => {
  const server = serverThat(
    'echo $port >>$folder/ports',
    'touch $folder/$port',
    `[ $(wc -l <$folder/ports) -gt 2 ] || { ${MEET}; }`,
    ...START,
  );
  await server.start();

  expect(readdirSync(folder).filter((name) => /^\d+$/.test(name))).toHaveLength(3);
  expect(existsSync(join(folder, new URL(server.uri).port))).toBe(true);
  expect(server.pids()).toHaveLength(2);
});

it('a server that ends for another reason is not, says why and leaves no folder', async () => {
  const server = serverThat('echo once >>$folder/starts', 'echo "needs root" >&2', 'exit 1');

  await expect(server.start()).rejects.toThrow('the MongoDB server did not start: needs root');
  expect(readFileSync(join(folder, 'starts'), 'utf8')).toBe('once\n');
  expect(existsSync(server.folder)).toBe(false);
});
