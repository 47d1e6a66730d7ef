import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { answerOtherMethods } from './route-methods.js';

/** Nest has added every route by the time that it calls this. */
@Injectable()
export class OtherMethods implements OnApplicationBootstrap {
  constructor(private readonly host: HttpAdapterHost) {}

  onApplicationBootstrap(): void {
    answerOtherMethods(this.host.httpAdapter.getInstance<FastifyInstance>());
  }
}
