import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 32_000;
const TRIES = 100;

/**
 * A port below those that the system gives to outgoing connections: a client that knocks at such a one while nobody
 * listens can end up connected to itself, and the port is taken.
 */
export async function freePort(): Promise<number> {
  for (let left = TRIES; left > 0; left--) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port === port;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
