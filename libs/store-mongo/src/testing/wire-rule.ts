import type { mongo } from 'mongoose';

export interface WireActions {
  /**
   * What becomes of a request. After `cut after` the server still does what it was asked, and nobody hears of it; after
   * `late` too, but not before the rule has ended.
   */
  readonly request?: 'pass' | 'swallow' | 'hold' | 'cut before' | 'cut after' | 'late';
  /** What becomes of the reply. `cut` ends the connection in the middle of it. */
  readonly reply?: 'pass' | 'swallow' | 'hold' | 'cut';
  /** What of the reply the driver is told otherwise. */
  readonly amend?: mongo.BSON.Document;
  /** What the driver is told in the server's stead, which never hears of the request. */
  readonly answer?: mongo.BSON.Document;
  /** How many requests it concerns; without it all. */
  readonly times?: number;
}

/** A request, and its reply once the server has given one, whether it was passed on or not. */
export interface WireExchange {
  /** Of the command: `insert`, `find`, `hello`. */
  readonly name: string;
  /** Undefined where the command concerns none. */
  readonly collection: string | undefined;
  readonly body: mongo.BSON.Document;
  reply?: mongo.BSON.Document;
}

/** What a proxy does to some requests, and which ones it met. */
export class WireRule {
  readonly exchanges: WireExchange[] = [];
  readonly released: Promise<void>;
  readonly actions: WireActions;
  readonly #matches: (exchange: WireExchange) => boolean;
  #release: () => void = () => {};
  #ended = false;

  constructor(matches: (exchange: WireExchange) => boolean, actions: WireActions) {
    this.#matches = matches;
    this.actions = actions;
    this.released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  get isWatching(): boolean {
    const { request, reply, amend, answer } = this.actions;
    return (request ?? reply ?? amend ?? answer) === undefined;
  }

  /** @returns whether it concerns the request, which counts as met then */
  meets(exchange: WireExchange): boolean {
    const { times = Infinity } = this.actions;
    if (this.#ended || this.exchanges.length >= times || !this.#matches(exchange)) return false;
    this.exchanges.push(exchange);
    return true;
  }

  /** Lets go on what it holds, and concerns nothing from then on. */
  end(): void {
    this.#ended = true;
    this.#release();
  }
}
