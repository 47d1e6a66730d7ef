import { Injectable } from '@nestjs/common';
import { type HealthIndicatorFunction, HealthIndicatorService } from '@nestjs/terminus';
import { Publications, type RunningPublication } from '#libs/cqrs';

/** Publishers: one whose other end is away is only degraded, since this process can do its own work. */
@Injectable()
export class PublicationHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly publications: Publications,
  ) {}

  /** @param head where the log ends, as far as it is known */
  checks(head: number | undefined): HealthIndicatorFunction[] {
    return this.publications.running.map((publication) => () => this.#check(publication, head));
  }

  #check({ name, subscription }: RunningPublication, head: number | undefined) {
    const indicator = this.indicators.check(name);
    const { position, failure, running } = subscription.status;
    const detail = { position, lag: Math.max(0, (head ?? position) - position), running };
    return failure === undefined ? indicator.up(detail) : indicator.degraded({ ...detail, reason: 'failing' });
  }
}
