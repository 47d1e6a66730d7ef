import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Projections } from '#libs/cqrs';
import { EventStore } from '#libs/event-sourcing';

interface Readiness {
  readonly status: 'ready' | 'unready';
  readonly store: 'ok' | 'unavailable';
  readonly projections: Readonly<Record<string, ProjectionReadiness>>;
}

interface ProjectionReadiness {
  readonly status: 'ok' | 'behind' | 'failing';
  readonly position: number;
}

/** For orchestrators: `/health` says that the process lives, `/ready` that it can do its work. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly store: EventStore,
    private readonly projections: Projections,
  ) {}

  @Get('health')
  health(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const store = await this.#store();
    const projections = this.#projections();
    const ready = store === 'ok' && Object.values(projections).every(({ status }) => status === 'ok');
    reply.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).header('Cache-Control', 'no-store');
    return { status: ready ? 'ready' : 'unready', store, projections };
  }

  async #store(): Promise<Readiness['store']> {
    try {
      await this.store.head();
      return 'ok';
    } catch {
      return 'unavailable';
    }
  }

  #projections(): Record<string, ProjectionReadiness> {
    return Object.fromEntries(
      this.projections.running.map(({ readModel, subscription, startPosition }) => {
        const { position, failure } = subscription.status;
        const status = failure !== undefined ? 'failing' : position < startPosition ? 'behind' : 'ok';
        return [readModel.lease, { status, position }];
      }),
    );
  }
}
