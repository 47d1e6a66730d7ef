import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TraceService } from 'nestjs-otel';
import type { RunningProjection } from '#libs/cqrs';
import { EventStore } from '#libs/event-sourcing';
import { attribute, event } from '#libs/tracing';
import { HttpProblem } from './problems.js';

const CONSISTENCY_TOKEN = 'Consistency-Token';

const DEFAULT_WAIT_SECONDS = 2;
const LONGEST_WAIT_SECONDS = 10;

export interface ConsistencyOptions {
  /** How long a write waits for its own read model; 0: not at all. */
  readonly readYourWritesMs: number;
}

/** Lets a client see what it has written: a token out of every write, a wait for it in every read. */
@Injectable()
export class Consistency {
  constructor(
    private readonly store: EventStore,
    private readonly traces: TraceService,
    private readonly options: ConsistencyOptions,
  ) {}

  /**
   * Waits until the read model has applied what the request's token asks for.
   * @param streamId of the one document that is asked for, if it is one
   * @throws {HttpProblem} the token is none, or the read model is behind
   */
  async beforeRead(
    request: FastifyRequest,
    { subscription, startPosition }: RunningProjection<object>,
    streamId?: string,
  ): Promise<void> {
    const token = await this.tokenOf(request);
    const wanted = Math.max(token ?? 0, startPosition);
    if (subscription.status.position < wanted) {
      const seconds = token === undefined ? 0 : waitSeconds(request.headers.prefer);
      if (!(await subscription.applied(wanted, seconds * 1_000))) throw behind(wanted - subscription.status.position);
    }
    // Everything up to a position is applied but for parked streams.
    if (token === undefined || streamId === undefined || !(await subscription.isParked(streamId))) return;
    throw new HttpProblem('read_model_behind', 'an event of it could not be applied, and waits to be repaired');
  }

  /**
   * The position that the request must see; undefined where it does not say. A read of the log itself always does.
   * @throws {HttpProblem} the token is none
   */
  async tokenOf({ headers }: FastifyRequest): Promise<number | undefined> {
    const header = headers['consistency-token'];
    if (header === undefined) return undefined;
    const token = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
    if (token === undefined) throw invalidToken('must be a whole number', header);
    if (token > (await this.store.head())) throw invalidToken('is above the last position of the log', header);
    return token;
  }

  /** Hands out the token, and waits for the read model that this process feeds, so that a plain read sees the write. */
  async afterWrite(reply: FastifyReply, { subscription }: RunningProjection<object>, position: number): Promise<void> {
    reply.header(CONSISTENCY_TOKEN, String(position));
    const { running, failure } = subscription.status;
    if (this.options.readYourWritesMs === 0 || !running || failure !== undefined) return;
    const began = performance.now();
    if (!(await subscription.applied(position, this.options.readYourWritesMs))) return;
    const span = this.traces.getSpan();
    // A client that went away has ended it.
    if (!span?.isRecording()) return;
    span.addEvent(event.readModelApplied, {
      [attribute.position]: position,
      [attribute.waitMs]: performance.now() - began,
    });
  }
}

function behind(lag: number): HttpProblem {
  return new HttpProblem('read_model_behind', `events still to be applied: ${lag}`, { lag });
}

function invalidToken(rule: string, value: unknown): HttpProblem {
  return new HttpProblem('invalid_consistency_token', `${CONSISTENCY_TOKEN} ${rule}`, {
    errors: [{ pointer: `/${CONSISTENCY_TOKEN}`, rule: 'format', detail: rule, value }],
  });
}

/** RFC 7240. A preference that makes no sense is no error: it is passed over. */
function waitSeconds(prefer: string | string[] | undefined): number {
  const wait = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec(String(prefer ?? ''))?.[1];
  return wait === undefined ? DEFAULT_WAIT_SECONDS : Math.min(Number(wait), LONGEST_WAIT_SECONDS);
}
