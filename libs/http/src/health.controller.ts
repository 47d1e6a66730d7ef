import { Controller, Get, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheckService } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { ProjectionHealth } from './projection-health.js';
import { PublicationHealth } from './publication-health.js';
import { StoreHealth } from './store-health.js';

/** For orchestrators: `/health` says that the process lives, `/ready` that it can do its work. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly store: StoreHealth,
    private readonly projections: ProjectionHealth,
    private readonly publications: PublicationHealth,
  ) {}

  /** Of nothing else: a process that is started again finds its database as broken as it was. */
  @Get('health')
  health(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const { result, head } = await this.store.check();
    try {
      return await this.checks.check([
        () => result,
        ...this.projections.checks(head),
        ...this.publications.checks(head),
      ]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      reply.status(error.getStatus());
      return error.getResponse();
    }
  }
}
