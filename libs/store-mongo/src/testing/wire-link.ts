import type { Socket } from 'node:net';
import { encode, messagesOf, type WireMessage } from './wire-messages.js';
import type { WireExchange, WireRule } from './wire-rule.js';

interface Pending {
  readonly exchange: WireExchange;
  /** Decides on it. */
  readonly rule: WireRule | undefined;
}

/** One connection of the driver's, and the one to the server behind it. */
export class WireLink {
  readonly ended: Promise<unknown>;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #rules: readonly WireRule[];
  readonly #pending = new Map<number, Pending>();

  /** @param rules the proxy's: what is added later holds here too */
  constructor(client: Socket, server: Socket, rules: readonly WireRule[]) {
    this.#client = client;
    this.#server = server;
    this.#rules = rules;
    // Who waits for the connection learns of its end by the end.
    for (const socket of [client, server]) socket.on('error', () => {});
    this.ended = Promise.allSettled([this.#passRequests(), this.#passReplies()]);
  }

  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  async #passRequests(): Promise<void> {
    try {
      for await (const message of messagesOf(this.#client)) await this.#passRequest(message);
    } finally {
      // It still does what it got before.
      this.#server.end();
    }
  }

  async #passReplies(): Promise<void> {
    try {
      for await (const message of messagesOf(this.#server)) await this.#passReply(message);
    } finally {
      this.#client.destroy();
    }
  }

  async #passRequest(message: WireMessage): Promise<void> {
    const pending = this.#meet(message);
    const { request = 'pass', answer } = pending.rule?.actions ?? {};
    if (answer) return this.#answer(message, answer);
    if (request === 'swallow') return;
    if (request === 'cut before') return this.cut();
    if (!message.moreToCome) this.#pending.set(message.requestId, pending);
    if (request === 'late') this.#client.destroy();
    if (request === 'hold' || request === 'late') await pending.rule?.released;
    this.#server.write(message.bytes);
    if (request === 'cut after') this.#client.destroy();
  }

  #answer({ requestId }: WireMessage, body: WireExchange['body']): void {
    this.#client.write(encode({ requestId: 0, responseTo: requestId, body }));
  }

  async #passReply(message: WireMessage): Promise<void> {
    const pending = this.#pending.get(message.responseTo);
    this.#pending.delete(message.responseTo);
    if (pending) pending.exchange.reply = message.body;
    if (pending && message.moreToCome) this.#pending.set(message.requestId, pending);
    const { reply = 'pass', amend } = pending?.rule?.actions ?? {};
    if (reply === 'swallow') return;
    if (reply === 'hold') await pending?.rule?.released;
    if (reply === 'cut') this.#client.write(firstHalf(message.bytes), () => this.#client.destroy());
    else this.#client.write(amend ? encode({ ...message, body: { ...message.body, ...amend } }) : message.bytes);
  }

  #meet({ body }: WireMessage): Pending {
    const exchange = exchangeOf(body);
    const watching = this.#rules.filter(({ isWatching }) => isWatching);
    for (const rule of watching) rule.meets(exchange);
    const rule = this.#rules.find((each) => !each.isWatching && each.meets(exchange));
    return { exchange, rule };
  }
}

function exchangeOf(body: WireExchange['body']): WireExchange {
  const [name = '', value] = Object.entries(body)[0] ?? [];
  return { name, collection: typeof value === 'string' ? value : undefined, body };
}

function firstHalf(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2);
}
