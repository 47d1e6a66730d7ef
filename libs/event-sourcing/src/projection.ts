import { EventFailed } from './event-failed.js';
import { entityOf, type Page, type RecordedEvent } from './event-store.js';
import type { Folded, ReadModel, ReadModelDefinition } from './read-model.js';

export interface Projection<Document, Event extends RecordedEvent = RecordedEvent> {
  readonly model: ReadModelDefinition<Document>;
  /** Types that it folds; all others are passed over. Default: all. */
  readonly types?: readonly Event['type'][];
  /** Of the document that the event is folded into; undefined: of none. Default: the stream's without its category. */
  readonly idOf?: (event: Event) => string | undefined;
  /** Pure. Undefined: there is no document (any more). */
  readonly project: (document: Document | undefined, event: Event) => Document | undefined;
}

/** A fold that threw: what came before it is applied. */
export class ProjectionFailed extends EventFailed {
  override readonly name = 'ProjectionFailed';
}

/**
 * Folds one page of the log into the read model and moves its checkpoint. What a document has already folded is not
 * folded again, so a page may be repeated after a crash.
 *
 * @throws {ProjectionFailed} after what came before the failing event was applied
 */
export async function projectPage<Document, Event extends RecordedEvent>(
  { project, types, idOf = idOfStream }: Projection<Document, Event>,
  readModel: ReadModel<Document>,
  page: Page,
  epoch: number,
): Promise<void> {
  const folding: { readonly event: Event; readonly id: string }[] = [];
  for (const event of page.events as readonly Event[]) {
    const id = types?.includes(event.type) === false ? undefined : idOf(event);
    if (id !== undefined) folding.push({ event, id });
  }
  const ids = [...new Set(folding.map(({ id }) => id))];
  const stored = ids.length > 0 ? await readModel.folded(ids) : new Map<string, Folded<Document>>();
  const changed = new Map<string, Folded<Document>>();
  let failure: ProjectionFailed | undefined;
  for (const { event, id } of folding) {
    const current = changed.get(id) ?? stored.get(id);
    if (current && event.position <= current.position) continue;
    try {
      const document = project(current?.document, event);
      changed.set(id, { position: event.position, ...(document !== undefined && { document }) });
    } catch (error) {
      failure = new ProjectionFailed(`projection ${readModel.lease}`, event, error);
      break;
    }
  }
  const checkpoint = failure ? failure.event.position - 1 : page.position;
  await readModel.apply({ ...split(changed), checkpoint, epoch });
  if (failure) throw failure;
}

function idOfStream({ streamId }: RecordedEvent): string {
  return entityOf(streamId);
}

function split<Document>(changed: ReadonlyMap<string, Folded<Document>>) {
  const puts = [];
  const removes = [];
  for (const [id, { position, document }] of changed) {
    if (document === undefined) removes.push({ id, position });
    else puts.push({ id, position, document });
  }
  return { puts, removes };
}
