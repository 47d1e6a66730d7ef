import { context } from '@opentelemetry/api';
import {
  type CommandResult,
  type Decider,
  type EventStore,
  handleCommand,
  type Observe,
  Refusal,
} from '#libs/event-sourcing';
import { activeTraceContext, withSpan } from '#libs/tracing';
import { type StageTable, withOperation } from '../operation-telemetry.js';

interface Added {
  readonly type: 'counter.added.v1';
  readonly data: number;
}

class CounterNotFound extends Refusal {
  readonly kind = 'not_found';
  readonly code = 'counter_not_found';
  readonly summary = 'Counter not found';

  constructor() {
    super('there is no counter with this id');
  }
}

/** The smallest context that has every stage: numbers to add, an event each. */
export const counterDecider: Decider<number | undefined, readonly number[], Added> = {
  initialState: undefined,
  decide: (numbers) => numbers.map((data) => ({ type: 'counter.added.v1', data })),
  evolve: (sum = 0, { data }) => sum + data,
};

const stages: StageTable<number | undefined, object> = {
  load: { span: 'fetch_counter', always: true, statusOnly: true, failure: { not_found: 'Not found' } },
  evaluate: { span: 'change_counter', started: 'changing_counter', finished: () => [['counter_changed']] },
  decide: { span: 'validate_numbers', failure: { validation: 'Invalid numbers' } },
  apply: { span: 'apply_numbers', attributes: ({ events }) => ({ 'numbers.count': events.length }) },
  commit: { span: 'save_counter', always: true },
  serialize: { span: 'serialize_numbers' },
  notify: { span: 'publish_numbers' },
};

export interface AddOptions {
  readonly store: EventStore;
  readonly observe: Observe;
  readonly numbers: readonly number[];
  /** Without one the counter is new and nothing is loaded. */
  readonly existing?: boolean;
  readonly commitId?: string;
}

let commits = 0;

/** One command in a span of its own, as the interceptor opens it. */
export function addToCounter(options: AddOptions): Promise<CommandResult<number | undefined>> {
  return withSpan('add_to_counter', (span) => {
    const operation = { span, operation: options, stages: stages as StageTable<unknown, object>, counts: undefined };
    return context.with(withOperation(context.active(), operation), () => add(options));
  });
}

/** The same work without a command around it. */
export function add({ store, observe, numbers, existing = false, commitId = `commit-${++commits}` }: AddOptions) {
  const ensureExists = (sum: number | undefined) => {
    if (sum === undefined) throw new CounterNotFound();
  };
  return handleCommand({
    store,
    decider: counterDecider,
    streamId: 'counter-1',
    parse: () => numbers,
    commitId,
    metadata: () => ({ ...activeTraceContext(), correlationid: commitId }),
    observe,
    ...(existing && { ensureExists }),
  });
}
