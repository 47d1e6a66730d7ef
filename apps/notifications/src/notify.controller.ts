import { Body, Controller, Get, HttpStatus, Logger, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { parseInput } from '#libs/cqrs';
import { type Notification, Told } from './told.js';

const word = z.string().min(1).max(200);
const notifyInput = z.strictObject({ event_id: word, task_id: word, priority: word });

/** Is told of what happened to tasks, and would tell people. */
@Controller()
export class NotifyController {
  readonly #logger = new Logger(NotifyController.name);

  constructor(private readonly told: Told) {}

  @Post('api/notify')
  notify(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Notification {
    const notification = parseInput(notifyInput, body);
    const isNew = this.told.remember(notification);
    reply.status(isNew ? HttpStatus.CREATED : HttpStatus.OK);
    if (isNew) this.#logger.debug('told of a task');
    return notification;
  }

  @Get('health')
  health(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  ready(): { readonly status: 'ok'; readonly told: number } {
    return { status: 'ok', told: this.told.count() };
  }
}
