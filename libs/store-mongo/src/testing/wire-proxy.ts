import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '#testing/event-sourcing';
import { WireLink } from './wire-link.js';
import { type WireActions, type WireExchange, WireRule } from './wire-rule.js';

/** As mongod 7.0 greets. */
const PRIMARY = {
  ok: 1,
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  secondary: false,
  setName: 'rs',
  setVersion: 1,
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  minWireVersion: 0,
  maxWireVersion: 21,
  logicalSessionTimeoutMinutes: 30,
};

function isGreeting({ name }: WireExchange): boolean {
  return name.toLowerCase() === 'ismaster' || name === 'hello';
}

/** Stands between driver and server on the loopback, and does to their messages what a bad network does. */
export class WireProxy {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #port: number;
  readonly #links = new Set<WireLink>();
  readonly #rules: WireRule[] = [];
  #listener: Server | undefined;

  private constructor(uri: string, port: number) {
    const { hostname, port: target } = new URL(uri);
    this.#target = { host: hostname, port: Number(target) };
    this.#port = port;
  }

  /** @param uri of a server without users: `mongodb://127.0.0.1:27017/` */
  static async start(uri: string): Promise<WireProxy> {
    const proxy = new WireProxy(uri, await freePort());
    await proxy.up();
    return proxy;
  }

  /** Of the server behind it; the driver is not to look for the way past. */
  uri(database: string): string {
    return `mongodb://127.0.0.1:${this.#port}/${database}?directConnection=true`;
  }

  /** Concerns requests to come. The oldest rule that matches decides, alone; one without actions only watches. */
  on(matches: (exchange: WireExchange) => boolean, actions: WireActions = {}): WireRule {
    const rule = new WireRule(matches, actions);
    this.#rules.push(rule);
    return rule;
  }

  /** From now on the server passes for a replica set: only to such a one a driver says from whom it wants to read. */
  replicaSetUri(database: string): string {
    const me = `127.0.0.1:${this.#port}`;
    this.on(isGreeting, { answer: { ...PRIMARY, hosts: [me], me, primary: me } });
    return `mongodb://${me}/${database}?replicaSet=${PRIMARY.setName}`;
  }

  /** Every connection there is, now. */
  cutAll(): void {
    this.cutSome(() => true);
  }

  /** Those that are chosen, now. */
  cutSome(isChosen: () => boolean): void {
    for (const link of this.#links) if (isChosen()) link.cut();
  }

  /** Cuts every connection and refuses new ones. */
  async down(): Promise<void> {
    const closed = this.#listener && once(this.#listener, 'close');
    this.#listener?.close();
    this.cutAll();
    await closed;
    this.#listener = undefined;
  }

  /** Accepts connections again. */
  async up(): Promise<void> {
    this.#listener = createServer((client) => this.#link(client));
    this.#listener.listen(this.#port, '127.0.0.1');
    await once(this.#listener, 'listening');
  }

  /** From now on everything passes, also what was held. */
  endRules(): void {
    for (const rule of this.#rules) rule.end();
  }

  async stop(): Promise<void> {
    this.endRules();
    await this.down();
    await Promise.all([...this.#links].map(({ ended }) => ended));
  }

  #link(client: Socket): void {
    const link = new WireLink(client, connect(this.#target), this.#rules);
    this.#links.add(link);
    void link.ended.finally(() => this.#links.delete(link));
  }
}
