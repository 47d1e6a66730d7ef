import { AsyncLocalStorage } from 'node:async_hooks';
import type { Observe, Stages } from '#libs/event-sourcing';

interface WatchedStage {
  readonly stage: keyof Stages;
  /** The stages around it, the outermost first. */
  readonly within: readonly string[];
  /** As it is at the end. */
  readonly detail: object;
  failed: boolean;
}

/** Writes down which stages ran, in which, and which of them failed. */
export class WatchedStages {
  readonly #current = new AsyncLocalStorage<readonly string[]>();
  #seen: WatchedStage[] = [];

  readonly observe: Observe = (stage, detail, work) => {
    const entry: WatchedStage = { stage, within: this.current, detail, failed: false };
    const fail = () => {
      entry.failed = true;
    };
    this.#seen.push(entry);
    return this.#current.run([...entry.within, stage], () => {
      try {
        const result = work();
        if (result instanceof Promise) result.catch(fail);
        return result;
      } catch (error) {
        fail();
        throw error;
      }
    });
  };

  get current(): readonly string[] {
    return this.#current.getStore() ?? [];
  }

  /** `commit > append`, in the order in which they began. */
  get names(): string[] {
    return this.#seen.map(({ stage, within }) => [...within, stage].join(' > '));
  }

  get failed(): string[] {
    return this.#seen.filter(({ failed }) => failed).map(({ stage }) => stage);
  }

  details(stage?: keyof Stages): object[] {
    return this.#seen.filter((entry) => stage === undefined || entry.stage === stage).map(({ detail }) => detail);
  }

  forget(): void {
    this.#seen = [];
  }
}
