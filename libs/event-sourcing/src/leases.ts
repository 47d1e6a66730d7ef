/** Who may do the work of one name, and how far it has come. */
export interface Lease {
  /** Grows with every claim: a write under an older epoch is refused. */
  readonly epoch: number;
  /** Grows with every sign of life of the holder. */
  readonly beat: number;
  /** Position of the last event done; it only grows. */
  readonly checkpoint: number;
  /** False once the holder has given it up: the next one need not wait for silence. */
  readonly held: boolean;
  /** What a holder left for whoever goes on with the work; it stays until another takes its place. */
  readonly note?: string;
}

/**
 * One record a name, changed by compare-and-set, so that of several processes one at a time does a piece of work.
 * Time is the caller's: a holder is taken for dead when its beat stood still on the watcher's own monotonic clock.
 *
 * @throws {StoreUnavailable} every method
 */
export abstract class Leases {
  abstract read(name: string): Promise<Lease | undefined>;

  /** Of every lease that was ever claimed, in order. */
  abstract names(): Promise<readonly string[]>;

  /**
   * Takes the lease over if its beat is still the one that was seen.
   * @param seenBeat undefined: there was no record
   * @param from checkpoint of a record that is made now
   * @returns the lease as now held, undefined where somebody else was faster
   */
  abstract claim(name: string, seenBeat: number | undefined, from?: number): Promise<Lease | undefined>;

  /** A sign of life. @returns false where the epoch is no longer the lease's */
  abstract beat(name: string, epoch: number): Promise<boolean>;

  /** Moves the checkpoint, never back. @returns false where the epoch is no longer the lease's */
  abstract advance(name: string, epoch: number, checkpoint: number): Promise<boolean>;

  /** Leaves a note, in the place of the one before. @returns false where the epoch is no longer the lease's */
  abstract leave(name: string, epoch: number, note: string): Promise<boolean>;

  /** Gives the lease up; nothing where the epoch is no longer the lease's. */
  abstract release(name: string, epoch: number): Promise<void>;
}
