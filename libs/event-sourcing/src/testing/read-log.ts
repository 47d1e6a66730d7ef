import type { EventStore, RecordedEvent } from '#libs/event-sourcing';

/** The whole log, page by page, also one with a hole. */
export async function readLog(store: EventStore): Promise<RecordedEvent[]> {
  const log: RecordedEvent[] = [];
  for (let after = 0; ; ) {
    const { events, position } = await store.readAll(after, 1_000);
    if (events.length === 0) return log;
    log.push(...events);
    after = position;
  }
}
