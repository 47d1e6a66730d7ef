import { type Model, Schema, type UpdateQuery } from 'mongoose';
import { type Lease, Leases } from '#libs/event-sourcing';
import { type Connections, SCHEMA_OPTIONS } from './connection.js';
import { isDuplicateKey } from './failures.js';
import { settled } from './settled.js';

interface StoredLease extends Lease {
  readonly _id: string;
}

const leaseSchema = new Schema(
  { _id: String, epoch: Number, beat: Number, checkpoint: Number, held: Boolean, note: String },
  { ...SCHEMA_OPTIONS, collection: 'leases' },
);

/** Each change is one atomic update under a condition; whoever finds it no longer true has lost the race. */
export class MongoLeases extends Leases {
  readonly #leases: Model<StoredLease>;

  constructor({ connection }: Connections) {
    super();
    this.#leases = connection.models.leases ?? connection.model<StoredLease>('leases', leaseSchema);
  }

  async read(name: string): Promise<Lease | undefined> {
    const found = await settled(() => this.#leases.findById(name).lean());
    return found ? leaseOf(found) : undefined;
  }

  async names(): Promise<readonly string[]> {
    const found = await settled(() => this.#leases.find({}, { _id: 1 }).sort({ _id: 1 }).lean());
    return found.map(({ _id }) => _id);
  }

  async claim(name: string, seenBeat: number | undefined, from = 0): Promise<Lease | undefined> {
    return settled(() => (seenBeat === undefined ? this.#create(name, from) : this.#takeOver(name, seenBeat)));
  }

  async beat(name: string, epoch: number): Promise<boolean> {
    return this.#change({ _id: name, epoch, held: true }, { $inc: { beat: 1 } });
  }

  async advance(name: string, epoch: number, checkpoint: number): Promise<boolean> {
    return this.#change({ _id: name, epoch }, { $max: { checkpoint } });
  }

  async leave(name: string, epoch: number, note: string): Promise<boolean> {
    return this.#change({ _id: name, epoch }, { $set: { note } });
  }

  async release(name: string, epoch: number): Promise<void> {
    await this.#change({ _id: name, epoch, held: true }, { $inc: { beat: 1 }, $set: { held: false } });
  }

  async #create(name: string, checkpoint: number): Promise<Lease | undefined> {
    const first: Lease = { epoch: 1, beat: 1, checkpoint, held: true };
    try {
      await this.#leases.create({ _id: name, ...first });
      return first;
    } catch (error) {
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  }

  async #takeOver(name: string, beat: number): Promise<Lease | undefined> {
    const update = { $inc: { epoch: 1, beat: 1 }, $set: { held: true } };
    const taken = await this.#leases.findOneAndUpdate({ _id: name, beat }, update, { returnDocument: 'after' }).lean();
    return taken ? leaseOf(taken) : undefined;
  }

  /** @returns false where the condition does not hold */
  async #change(condition: Partial<StoredLease>, update: UpdateQuery<StoredLease>): Promise<boolean> {
    const { matchedCount } = await settled(() => this.#leases.updateOne(condition, update));
    return matchedCount === 1;
  }
}

function leaseOf({ epoch, beat, checkpoint, held, note }: StoredLease): Lease {
  return { epoch, beat, checkpoint, held, ...(note !== undefined && { note }) };
}
