import { Dice } from './dice.js';
import { isHeadRead, isInsert, isLookUp, isTailRead } from './log-behind-proxy.js';
import type { WireProxy } from './wire-proxy.js';
import type { WireActions, WireRule } from './wire-rule.js';

const REQUESTS = [isInsert, isInsert, isInsert, isLookUp, isTailRead, isHeadRead];
const ACTIONS: readonly WireActions[] = [
  { request: 'swallow' },
  { request: 'hold' },
  { request: 'late' },
  { request: 'cut before' },
  { request: 'cut after' },
  { reply: 'swallow' },
  { reply: 'hold' },
  { reply: 'cut' },
];
const MOST_RULES = 4;

/** What a bad network does to appends, by chance, one thing after the other. */
export class Weather {
  readonly #proxy: WireProxy;
  readonly #dice: Dice;
  #rules: readonly WireRule[] = [];

  constructor(proxy: WireProxy, seed: string) {
    this.#proxy = proxy;
    this.#dice = new Dice(seed);
  }

  /** @returns the latest of what may happen from now on; the oldest of it is over */
  change(): WireRule {
    const matches = this.#oneOf(REQUESTS);
    const rule = this.#proxy.on(matches, { ...this.#oneOf(ACTIONS), times: 1 + this.#dice.below(3) });
    for (const over of this.#rules.slice(0, 1 - MOST_RULES)) over.end();
    this.#rules = [...this.#rules.slice(1 - MOST_RULES), rule];
    if (this.#dice.isOneIn(8)) this.#proxy.cutAll();
    return rule;
  }

  #oneOf<Item>(items: readonly Item[]): Item {
    return items[this.#dice.below(items.length)] as Item;
  }
}
