import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { EventStore, StoreUnavailable } from '#libs/event-sourcing';

/** Who asks learns within two seconds that the store is broken, also where it does not answer at all. */
const CHECK_MS = 1_000;

interface StoreCheck {
  readonly result: HealthIndicatorResult;
  /** Position of the last event; absent where the store did not say. */
  readonly head: number | undefined;
}

/** Whether the log can be read. */
@Injectable()
export class StoreHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly store: EventStore,
  ) {}

  async check(): Promise<StoreCheck> {
    let head: number | undefined;
    const ask = async () => {
      head = await this.#head();
      return { position: head };
    };
    const result = await this.indicators.check('store').attempt(ask).withTimeout(CHECK_MS);
    return { result, head };
  }

  /** What went wrong is told only as far as callers may know it. */
  async #head(): Promise<number> {
    try {
      return await this.store.head();
    } catch (error) {
      throw error instanceof StoreUnavailable ? error : new Error('unavailable');
    }
  }
}
