import { type Connection, type Model, Schema } from 'mongoose';
import { type ParkedEvent, ParkedEvents, type ParkedQuery, type ParkRequest } from '#libs/event-sourcing';
import { type Connections, SCHEMA_OPTIONS } from './connection.js';
import { isDuplicateKey } from './failures.js';
import { makeIndexes } from './indexes.js';
import { settled } from './settled.js';

interface StoredParkedEvent {
  /** `<subscription>@<position>`: one field, so that an upsert meets another one's in one index. */
  readonly _id: string;
  readonly subscription: string;
  readonly position: number;
  readonly streamId: string;
  readonly epoch: number;
  readonly requested: boolean;
  /** JSON text, as all that is not to come back otherwise than it was given. */
  readonly record: string;
  /** Also JSON text. */
  readonly request: string | null;
}

const parkedEventSchema = new Schema(
  {
    _id: String,
    subscription: String,
    position: Number,
    streamId: String,
    epoch: Number,
    requested: Boolean,
    record: String,
    request: String,
  },
  { ...SCHEMA_OPTIONS, collection: 'parked_events' },
);
parkedEventSchema.index({ subscription: 1, position: 1 }, { name: 'subscription_position' });
parkedEventSchema.index({ subscription: 1, streamId: 1, position: 1 }, { name: 'subscription_stream' });
parkedEventSchema.index({ subscription: 1, requested: 1, position: 1 }, { name: 'subscription_requested' });

/** @throws {DatabaseUnusable} */
export async function prepareParkedEvents(connection: Connection): Promise<void> {
  await makeIndexes(connection, modelOn(connection));
}

export class MongoParkedEvents extends ParkedEvents {
  readonly #parked: Model<StoredParkedEvent>;

  constructor({ connection }: Connections) {
    super();
    this.#parked = modelOn(connection);
  }

  async put(subscription: string, events: readonly ParkedEvent[]): Promise<void> {
    if (events.length === 0) return;
    const write = (upsert: boolean) =>
      this.#parked.bulkWrite(
        events.map((event) => ({ updateOne: { ...guardedUpdate(subscription, event), upsert } })),
        { ordered: false },
      );
    await settled(async () => {
      try {
        await write(true);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // There is one at a position, of a later epoch or since this moment: now the guard alone decides.
        await write(false);
      }
    });
  }

  async remove(subscription: string, positions: readonly number[], epoch: number): Promise<void> {
    if (positions.length === 0) return;
    const ids = positions.map((position) => idOf(subscription, position));
    await settled(() => this.#parked.deleteMany({ _id: { $in: ids }, epoch: { $lte: epoch } }));
  }

  async list(
    subscription: string,
    { after = 0, limit, streamId, requested }: ParkedQuery,
  ): Promise<readonly ParkedEvent[]> {
    const filter = {
      subscription,
      position: { $gt: after },
      ...(streamId !== undefined && { streamId }),
      ...(requested && { requested: true }),
    };
    const found = await settled(() => this.#parked.find(filter).sort({ position: 1 }).limit(limit).lean());
    return found.map(parkedOf);
  }

  async count(subscription: string): Promise<number> {
    return settled(() => this.#parked.countDocuments({ subscription }));
  }

  async streams(subscription: string): Promise<readonly string[]> {
    return settled(() => this.#parked.distinct('streamId', { subscription }));
  }

  async request(subscription: string, position: number, request: ParkRequest): Promise<ParkedEvent | undefined> {
    const _id = idOf(subscription, position);
    const update = { $set: { requested: true, request: JSON.stringify(request) } };
    return settled(async () => {
      const asked = await this.#parked.findOneAndUpdate({ _id, requested: false }, update, AFTER).lean();
      const standing = asked ?? (await this.#parked.findById(_id).lean());
      return standing ? parkedOf(standing) : undefined;
    });
  }
}

const AFTER = { returnDocument: 'after' } as const;

/** Changes nothing of a later epoch. */
function guardedUpdate(subscription: string, { request, ...record }: ParkedEvent) {
  const { position, streamId, epoch } = record;
  const update = {
    subscription,
    position,
    streamId,
    epoch,
    requested: request !== undefined,
    record: JSON.stringify(record),
    request: request ? JSON.stringify(request) : null,
  };
  return { filter: { _id: idOf(subscription, position), epoch: { $lte: epoch } }, update: { $set: update } };
}

function idOf(subscription: string, position: number): string {
  return `${subscription}@${position}`;
}

function parkedOf({ record, request }: StoredParkedEvent): ParkedEvent {
  const parked = JSON.parse(record) as ParkedEvent;
  return request === null ? parked : { ...parked, request: JSON.parse(request) as ParkRequest };
}

function modelOn(connection: Connection): Model<StoredParkedEvent> {
  return connection.models.parked_events ?? connection.model<StoredParkedEvent>('parked_events', parkedEventSchema);
}
