import type { mongo } from 'mongoose';
import { setTimeout as after } from 'node:timers/promises';
import type { Observe } from '#libs/event-sourcing';

/** Beyond the time-outs that the driver sets for one look. */
const SLACK_MS = 1_000;
const PAUSE_MS = 500;

/**
 * Connects anew where the driver's looks at a server have stopped. It waits for ever for a look that it wrote to a
 * connection which the other side had just ended (mongodb 7.8 and 7.9: `writeCommand` waits for a `drain` that does not
 * come), takes the server for lost from then on, and never sees it come back.
 */
export class MonitorWatch {
  readonly #client: mongo.MongoClient;
  readonly #observe: Observe;
  readonly #looks = new Map<string, NodeJS.Timeout>();
  #reconnecting: Promise<void> | undefined;
  #ended = false;

  constructor(client: mongo.MongoClient, observe: Observe) {
    this.#client = client;
    this.#observe = observe;
    client.on('serverHeartbeatStarted', this.#began);
    client.on('serverHeartbeatSucceeded', this.#answered);
    client.on('serverHeartbeatFailed', this.#answered);
    client.on('serverClosed', this.#closed);
  }

  /** Resolves when nothing is under way any more. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#client.off('serverHeartbeatStarted', this.#began);
    this.#client.off('serverHeartbeatSucceeded', this.#answered);
    this.#client.off('serverHeartbeatFailed', this.#answered);
    this.#client.off('serverClosed', this.#closed);
    for (const server of this.#looks.keys()) this.#forget(server);
    await this.#reconnecting;
  }

  readonly #began = ({ connectionId, awaited }: mongo.ServerHeartbeatStartedEvent): void => {
    const { connectTimeoutMS, heartbeatFrequencyMS } = this.#client.options;
    this.#forget(connectionId);
    if (connectTimeoutMS === 0) return;
    // It may connect and greet, each with its own time-out; a server that is asked to wait for changes answers later.
    const longest = 2 * connectTimeoutMS + (awaited ? heartbeatFrequencyMS : 0) + SLACK_MS;
    this.#looks.set(connectionId, setTimeout(this.#stuck, longest).unref());
  };

  readonly #stuck = (): void => {
    this.#reconnecting ??= this.#observe('background', {}, () => this.#reconnect());
  };

  readonly #answered = ({ connectionId }: { readonly connectionId: string }): void => this.#forget(connectionId);

  readonly #closed = ({ address }: mongo.ServerClosedEvent): void => this.#forget(address);

  #forget(server: string): void {
    clearTimeout(this.#looks.get(server));
    this.#looks.delete(server);
  }

  /** Calls under way fail, as they do when a connection is lost. */
  async #reconnect(): Promise<void> {
    await this.#client.close();
    while (!this.#ended && !(await this.#connects())) await after(PAUSE_MS);
    this.#reconnecting = undefined;
  }

  async #connects(): Promise<boolean> {
    try {
      await this.#client.connect();
      return true;
    } catch {
      return false;
    }
  }
}
