import { type Connection, mongo } from 'mongoose';
import { DatabaseUnusable, StoreUnavailable } from '#libs/event-sourcing';

export type UniqueIndex = '_id_' | 'commit_id' | 'stream_version';

const INTERNAL_ERROR = 1;
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

/** A unique index cannot be made, for what is stored; FerretDB's text tells so. */
export function isDuplicateInIndex(error: unknown): boolean {
  return isDuplicateKey(error) || /could not create exclusion constraint/.test((error as RefusedWrite).message ?? '');
}

/** The index that a write clashed with; undefined for any other error. */
export function clashOf(error: unknown): UniqueIndex | undefined {
  if (!isDuplicateKey(error)) return undefined;
  const { keyPattern, errmsg, message } = error as RefusedWrite;
  const field = keyPattern && Object.keys(keyPattern)[0];
  if (field !== undefined) return INDEX_OF_FIELD[field];
  return INDEX_IN_TEXT.exec(errmsg ?? message ?? '')?.[1] as UniqueIndex | undefined;
}

/** WriteConflict, and FerretDB's "deadlock detected", which it gives the code of an internal error where it makes indexes. */
const LOST_RACES = new Set<unknown>([112, 16_908_292]);
const DEADLOCK = /deadlock detected/;

/** The write was not done, only because of others at the same moment: it is worth another try. */
export function isLostRace(error: unknown): boolean {
  const { code, message } = error as RefusedWrite;
  return LOST_RACES.has(code) || (code === INTERNAL_ERROR && DEADLOCK.test(message ?? ''));
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
const otherVersion: Failure = {
  atOpen: 'is of a version that this program cannot talk to: MongoDB 4.4 or newer is needed',
  later: 'the database is of a version that this program cannot talk to',
};
const full: Failure = { atOpen: 'has no room: free space on its disk', later: 'the disk of the database is full' };
const unclear: Failure = {
  atOpen: 'gave no clear answer: see its log',
  later: 'the database gave no clear answer',
};
const MALFORMED =
  'cannot be used: DATABASE_URL is not a valid MongoDB connection string: percent-encode user name and password, and see hosts, database and options';

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
  if (chain.some((each) => each instanceof mongo.MongoCompatibilityError)) return otherVersion;
  return chain.some(isAway) ? away : unclear;
}

/** Mongoose wraps what the driver says, and the driver what a batch met. */
function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let next = error; typeof next === 'object' && next !== null && found.length < 5; ) {
    found.push(next);
    const { errorResponse, cause } = next as { readonly errorResponse?: unknown; readonly cause?: unknown };
    next = errorResponse ?? serverErrorIn(cause) ?? cause;
  }
  return found;
}

/** Where no server could be used, the cause that mongoose gives is what the driver knows of each of them. */
function serverErrorIn(cause: unknown): unknown {
  const { servers } = (cause ?? {}) as { readonly servers?: ReadonlyMap<string, { readonly error?: unknown }> };
  return servers && [...servers.values()].map(({ error }) => error).find((error) => error !== null);
}

function isAway(error: unknown): boolean {
  const { syscall } = error as NodeJS.ErrnoException;
  return (
    error instanceof mongo.MongoNetworkError ||
    (syscall?.startsWith('query') ?? false) ||
    /ServerSelection|PoolClosed|WaitQueue|NotConnected|ClientClosed|TopologyClosed/.test((error as Error).name)
  );
}

export function openFailure(connection: Connection, error: unknown): DatabaseUnusable {
  if (error instanceof DatabaseUnusable) return error;
  const isMalformed = !clientOf(connection) || error instanceof mongo.MongoInvalidArgumentError;
  return refused(connection, isMalformed ? MALFORMED : failureOf(error).atOpen);
}

export function refused(connection: Connection, why: string): DatabaseUnusable {
  return new DatabaseUnusable(`the database${placeOf(connection)} ${why}`);
}

/** Nothing of the URI but the hosts, so that no password gets into a log. */
function placeOf(connection: Connection): string {
  const client = clientOf(connection);
  return client ? ` at ${client.options.srvHost ?? client.options.hosts.join(',')}` : '';
}

/** There is none where the URI could not be parsed. */
function clientOf(connection: Connection): mongo.MongoClient | undefined {
  return connection.getClient() as mongo.MongoClient | undefined;
}

/** The driver's own texts stay behind: they may hold keys of the caller's. */
export function storeFailure(error: unknown): StoreUnavailable {
  return error instanceof StoreUnavailable ? error : new StoreUnavailable(failureOf(error).later);
}

/** Trying again would end alike. */
export function isHopeless(error: unknown): boolean {
  return FAILURES.has((error as RefusedWrite).code);
}
