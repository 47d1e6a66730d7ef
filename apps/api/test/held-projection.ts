import { jest } from '@jest/globals';
import type { Changes, ReadModel } from '#libs/event-sourcing';
import type { RunningProjection } from '#libs/cqrs';
import { until } from '#testing/event-sourcing';

/** A read model whose next writes wait until they are let go, or fail. */
export class HeldProjection {
  readonly #apply: jest.SpiedFunction<ReadModel<object>['apply']>;
  readonly #gate = Promise.withResolvers<void>();

  constructor({ readModel }: Pick<RunningProjection<object>, 'readModel'>) {
    const apply = readModel.apply.bind(readModel);
    this.#apply = jest.spyOn(readModel, 'apply').mockImplementation(async (changes: Changes<object>) => {
      await this.#gate.promise;
      await apply(changes);
    });
  }

  /** Something is to be written. */
  async reached(): Promise<void> {
    await until(() => this.#apply.mock.calls.length > 0, 'the read model to be written');
  }

  release(): void {
    this.#apply.mockRestore();
    this.#gate.resolve();
  }

  fail(): void {
    this.#apply.mockRejectedValue(new Error('no space left'));
    this.#gate.resolve();
  }
}
