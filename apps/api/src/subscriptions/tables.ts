import type { Lease, ParkedEvent } from '#libs/event-sourcing';

interface KnownSubscription {
  readonly name: string;
  readonly lease: Lease | undefined;
  readonly parked: number;
}

/** For people, and for `awk`: columns by spaces, none inside of a cell but in the last. */
export function subscriptionTable(head: number, subscriptions: readonly KnownSubscription[]): string {
  const rows = subscriptions.map(({ name, lease, parked }) => {
    const checkpoint = lease?.checkpoint ?? 0;
    return [name, checkpoint, Math.max(0, head - checkpoint), parked, lease?.held ? 'running' : 'stopped'];
  });
  return table(['subscription', 'position', 'lag', 'parked', 'state'], rows);
}

export function parkedTable(events: readonly ParkedEvent[], count: number): string {
  const rows = events.map(({ position, eventId, type, streamId, failure, request }) => {
    const trace = failure?.traceparent?.split('-')[1] ?? '-';
    const what = failure ? `${failure.attempts} attempts: ${failure.reason}` : 'waits behind an earlier one';
    return [position, eventId, type, streamId, trace, request ? `${what}; ${request.action} asked for` : what];
  });
  const more = count > events.length ? `and ${count - events.length} more\n` : '';
  return `${table(['position', 'event', 'type', 'stream', 'trace', 'why'], rows)}${more}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [head, ...rows.map((row) => row.map((cell) => String(cell).replaceAll(/\s+/g, ' ')))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
