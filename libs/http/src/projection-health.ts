import { Injectable } from '@nestjs/common';
import { type HealthIndicatorFunction, HealthIndicatorService } from '@nestjs/terminus';
import { Projections, type RunningProjection } from '#libs/cqrs';

/** For so long a read model may be on its way to where the log ended. */
const LONGEST_LAG_MS = 10_000;

interface Mark {
  /** Where the log ended when it was asked. */
  readonly position: number;
  readonly atMs: number;
}

/**
 * Read models and the subscriptions that feed them: down while one fails or shows an older truth than the log had at the
 * start. One that lags is only degraded: if all processes lag, and none of them were asked, nothing would be won.
 */
@Injectable()
export class ProjectionHealth {
  readonly #marks = new Map<string, Mark>();

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly projections: Projections,
  ) {}

  /** @param head where the log ends, as far as it is known */
  checks(head: number | undefined): HealthIndicatorFunction[] {
    return this.projections.running.map((projection) => () => this.#check(projection, head));
  }

  #check({ readModel: { lease }, subscription, startPosition }: RunningProjection<object>, head: number | undefined) {
    const indicator = this.indicators.check(lease);
    const { position, failure, running } = subscription.status;
    const detail = { position, lag: Math.max(0, (head ?? position) - position), running };
    if (failure !== undefined) return indicator.down({ ...detail, reason: 'failing' });
    if (position < startPosition) return indicator.down({ ...detail, reason: 'behind' });
    return this.#lags(lease, position, head)
      ? indicator.degraded({ ...detail, reason: 'lagging' })
      : indicator.up(detail);
  }

  #lags(lease: string, position: number, head = position): boolean {
    const mark = this.#marks.get(lease);
    if (mark && mark.position > position) return performance.now() - mark.atMs > LONGEST_LAG_MS;
    this.#marks.set(lease, { position: head, atMs: performance.now() });
    return false;
  }
}
