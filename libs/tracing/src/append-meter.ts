import { context } from '@opentelemetry/api';
import { type Stages, VersionConflict } from '#libs/event-sourcing';
import { describeError } from './failure.js';
import { instruments, SECONDS } from './instruments.js';
import { activeOperation } from './operation-telemetry.js';
import { type Outcome, settling } from './with-span.js';

type Append = Stages['append'];

/** Measures every append, and lets the context count what it stored. */
export function appendMeter(): <Result>(about: Append, work: () => Result) => Result {
  const duration = instruments.getHistogram('event_store.append.duration', {
    ...SECONDS,
    description: 'How long an append takes, from its call to its acknowledgement',
  });
  const conflicts = instruments.getCounter('event_store.append.conflicts', {
    unit: '{append}',
    description: 'Appends that met another one of the same stream',
  });
  return (about, work) => {
    const began = performance.now();
    const counts = activeOperation(context.active())?.counts;
    return settling(work, (outcome) => {
      const label = labelOf(about, outcome);
      duration.record((performance.now() - began) / 1_000, { outcome: label });
      if (label === 'conflict') conflicts.add(1);
      if (label === 'stored') counts?.stored?.(about.recorded ?? []);
    });
  };
}

function labelOf({ duplicate }: Append, outcome: Outcome): string {
  if (!outcome.failed) return duplicate ? 'duplicate' : 'stored';
  return outcome.error instanceof VersionConflict ? 'conflict' : describeError(outcome.error).type;
}
