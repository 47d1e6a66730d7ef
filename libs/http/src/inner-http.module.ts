import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { MetricsController } from './metrics.controller.js';
import { OtherMethods } from './other-methods.js';
import { ProblemFilter } from './problem.filter.js';

/** Answers of a service that only others of ours call: problem documents, and 405 with what is allowed. */
@Module({
  controllers: [MetricsController],
  providers: [{ provide: APP_FILTER, useClass: ProblemFilter }, OtherMethods],
})
export class InnerHttpModule {}
