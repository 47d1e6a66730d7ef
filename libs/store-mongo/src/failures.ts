import { type Connection, mongo } from 'mongoose';
import { DatabaseUnusable, StoreUnavailable } from '#libs/event-sourcing';

export type UniqueIndex = '_id_' | 'commit_id' | 'stream_version';

const DUPLICATE_KEY = 11_000;

/** By the first field of the key. */
const INDEX_OF_FIELD: Readonly<Record<string, UniqueIndex>> = {
  _id: '_id_',
  commitId: 'commit_id',
  'parts.slot': 'stream_version',
};

/** `index: NAME dup key` is mongod's, `Index 'NAME'` FerretDB's. */
const INDEX_IN_TEXT = /index(?:: | ')(_id_|commit_id|stream_version)\b/i;

/** What the driver tells of a refused write: of one alone more than of one in a batch. */
interface RefusedWrite {
  readonly code?: unknown;
  readonly keyPattern?: Readonly<Record<string, unknown>>;
  readonly errmsg?: string;
  readonly message?: string;
}

export function isDuplicateKey(error: unknown): boolean {
  return (error as RefusedWrite).code === DUPLICATE_KEY;
}

/** The index that a write clashed with; undefined for any other error. */
export function clashOf(error: unknown): UniqueIndex | undefined {
  if (!isDuplicateKey(error)) return undefined;
  const { keyPattern, errmsg, message } = error as RefusedWrite;
  const field = keyPattern && Object.keys(keyPattern)[0];
  if (field !== undefined) return INDEX_OF_FIELD[field];
  return INDEX_IN_TEXT.exec(errmsg ?? message ?? '')?.[1] as UniqueIndex | undefined;
}

/** WriteConflict, and FerretDB's "deadlock detected". */
const LOST_RACES = new Set<unknown>([112, 16_908_292]);

/** The write was not done, only because of others at the same moment: it is worth another try. */
export function isLostRace(error: unknown): boolean {
  return LOST_RACES.has((error as RefusedWrite).code);
}

interface Failure {
  /** What the operator reads at the start, after the address. */
  readonly atOpen: string;
  /** What a caller reads while the store runs. */
  readonly later: string;
}

const notAllowed: Failure = {
  atOpen: 'refuses the user: see user name, password and authSource of DATABASE_URL, and the roles of the user',
  later: 'the database refuses the user',
};
const away: Failure = {
  atOpen: 'cannot be reached: see whether it runs, and host, port and TLS of DATABASE_URL',
  later: 'the database cannot be reached',
};
const tooOld: Failure = {
  atOpen: 'is too old a server: MongoDB 4.2 or newer is needed',
  later: 'the database is too old a server',
};
const malformed: Failure = {
  atOpen: 'cannot be used: DATABASE_URL is not a valid MongoDB connection string',
  later: 'the address of the database is not valid',
};
const full: Failure = { atOpen: 'has no room: free space on its disk', later: 'the disk of the database is full' };
const unclear: Failure = {
  atOpen: 'gave no clear answer: see its log',
  later: 'the database gave no clear answer',
};

/** Unauthorized, AuthenticationFailed, AtlasError; OutOfDiskSpace. */
const FAILURES = new Map<unknown, Failure>([
  [13, notAllowed],
  [18, notAllowed],
  [8_000, notAllowed],
  [14_031, full],
]);

function failureOf(error: unknown): Failure {
  const known = FAILURES.get((error as RefusedWrite).code);
  if (known) return known;
  const chain = causes(error);
  if (chain.some((each) => each instanceof mongo.MongoCompatibilityError)) return tooOld;
  if (error instanceof mongo.MongoParseError || error instanceof mongo.MongoInvalidArgumentError) return malformed;
  return chain.some(isAway) ? away : unclear;
}

/** Mongoose wraps what the driver says, and the driver what a batch met. */
function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let next = error; next instanceof Error && found.length < 5; ) {
    found.push(next);
    next = (next as { readonly errorResponse?: unknown }).errorResponse ?? next.cause;
  }
  return found;
}

function isAway(error: unknown): boolean {
  return (
    error instanceof mongo.MongoNetworkError ||
    /ServerSelection|PoolClosed|WaitQueue|NotConnected|ClientClosed|TopologyClosed/.test((error as Error).name)
  );
}

export function openFailure(connection: Connection, error: unknown): DatabaseUnusable {
  return error instanceof DatabaseUnusable ? error : refused(connection, failureOf(error).atOpen);
}

export function refused(connection: Connection, why: string): DatabaseUnusable {
  return new DatabaseUnusable(`the database${placeOf(connection)} ${why}`);
}

/** Nothing of the URI but the hosts, so that no password gets into a log; not them where it could not be parsed. */
function placeOf(connection: Connection): string {
  // There is none where it could not be made.
  const client = connection.getClient() as mongo.MongoClient | undefined;
  return client ? ` at ${client.options.srvHost ?? client.options.hosts.join(',')}` : '';
}

/** The driver's own texts stay behind: they may hold keys of the caller's. */
export function storeFailure(error: unknown): StoreUnavailable {
  return error instanceof StoreUnavailable ? error : new StoreUnavailable(failureOf(error).later);
}

/** Trying again would end alike. */
export function isHopeless(error: unknown): boolean {
  return FAILURES.has((error as RefusedWrite).code);
}
