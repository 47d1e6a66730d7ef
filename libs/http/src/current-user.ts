import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { User } from '#libs/cqrs';
import type { FastifyRequest } from 'fastify';
import { HttpProblem } from './problems.js';

/** Who asks. */
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext): User => {
  const { user } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!user) throw new HttpProblem('unexpected', 'a public route knows nobody');
  return user;
});
