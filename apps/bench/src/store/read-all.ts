import type { EventStore } from '#libs/event-sourcing';

/** As many as a projection reads at a time. */
export const PAGE_EVENTS = 500;

/** The whole log in pages. @returns how many events it has */
export async function readAll(events: EventStore): Promise<number> {
  let found = 0;
  for (let after = 0; ; ) {
    const page = await events.readAll(after, PAGE_EVENTS);
    if (page.position === after) return found;
    found += page.events.length;
    after = page.position;
  }
}
