/** What the sink keeps of a span: as much as it takes to see that none is missing. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly name: string;
  /** Without a parent. */
  readonly isRoot: boolean;
  /** `es.batch.count` of a root; elsewhere 0. */
  readonly batchCount: number;
}

/** All traces whose root has the same name. */
export interface TraceReport {
  readonly traces: number;
  readonly spans: number;
  /** Spans of the largest trace. */
  readonly most: number;
  /** Sum of `es.batch.count` of the roots. */
  readonly batched: number;
}

/** By the name of the root. Traces whose root did not arrive are under the empty name. */
export type Report = Readonly<Record<string, TraceReport>>;

interface Trace {
  root: string;
  spans: number;
  batchCount: number;
}

export class Traces {
  readonly #traces = new Map<string, Trace>();
  #spans = 0;

  get spans(): number {
    return this.#spans;
  }

  add({ traceId, name, isRoot, batchCount }: ReceivedSpan): void {
    this.#spans++;
    let trace = this.#traces.get(traceId);
    if (!trace) this.#traces.set(traceId, (trace = { root: '', spans: 0, batchCount: 0 }));
    trace.spans++;
    if (!isRoot) return;
    trace.root = name;
    trace.batchCount = batchCount;
  }

  report(): Report {
    const byRoot = Map.groupBy(this.#traces.values(), ({ root }) => root);
    return Object.fromEntries([...byRoot].map(([root, traces]) => [root, reportOf(traces)]));
  }
}

function reportOf(traces: readonly Trace[]): TraceReport {
  let [spans, most, batched] = [0, 0, 0];
  for (const trace of traces) {
    spans += trace.spans;
    most = Math.max(most, trace.spans);
    batched += trace.batchCount;
  }
  return { traces: traces.length, spans, most, batched };
}
