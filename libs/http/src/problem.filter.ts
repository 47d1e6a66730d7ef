import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedBodies } from './json-body.js';
import { problemOfError } from './problem-of-error.js';

const RETRY_AFTER_SECONDS = 1;

/** Turns every error into a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const { raw, method } = host.switchToHttp().getRequest<FastifyRequest>();
    // Its sender went away in the middle of the body: there is nobody to answer, and nothing went wrong here.
    if (raw.destroyed && !raw.complete) return;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOfError(error);
    const { status, code } = problem;
    if (status === 503 || code === 'idempotency_key_in_use') reply.header('Retry-After', RETRY_AFTER_SECONDS);
    if (status === 415) reply.headers(acceptedBodies(method));
    reply.status(status).header('Content-Type', 'application/problem+json').send(problem);
  }
}
