import { Injectable } from '@nestjs/common';

/** A person waits for the answer. */
const ANSWER_MS = 1_000;
/** Spans are on their way for as long: batches here, the decision of the Collector, the store itself. */
const ARRIVED_MS = 60_000;

/** Asks Tempo whether it has a trace. */
@Injectable()
export class TraceStore {
  /** @param url of Tempo's API; undefined: nobody can be asked */
  constructor(private readonly url: string | undefined) {}

  /** One question, and never a promise: a trace that is there may be dropped later. */
  async stateOf(traceId: string, since: Date): Promise<'stored' | 'dropped' | 'unknown'> {
    if (this.url === undefined) return 'unknown';
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const { status, body } = await fetch(`${this.url}/api/traces/${traceId}`, { signal });
      await body?.cancel();
      if (status === 200) return 'stored';
      return status === 404 && Date.now() - since.getTime() > ARRIVED_MS ? 'dropped' : 'unknown';
    } catch {
      return 'unknown';
    }
  }
}
