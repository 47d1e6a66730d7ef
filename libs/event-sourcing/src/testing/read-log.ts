import type { EventStore, RecordedEvent } from '#libs/event-sourcing';

/** The whole log, page by page. */
export async function readLog(store: EventStore): Promise<RecordedEvent[]> {
  const log: RecordedEvent[] = [];
  for (;;) {
    const { events } = await store.readAll(log.length, 1_000);
    if (events.length === 0) return log;
    log.push(...events);
  }
}
