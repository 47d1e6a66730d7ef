import { parseArgs } from 'node:util';

const sections = ['http', 'export', 'identity', 'store', 'mongo', 'spans'] as const;
export type Section = (typeof sections)[number];

/** How much is measured. */
export interface Sizes {
  /** Of each contender, in turns. */
  readonly runs: number;
  readonly http: { readonly warmUp: number; readonly requests: number };
  /** Events by number of writers. */
  readonly appends: ReadonlyMap<number, number>;
  readonly replayed: number;
  readonly mongo: MongoSizes;
  readonly spans: number;
}

export interface MongoSizes {
  /** Events by number of callers. */
  readonly appends: ReadonlyMap<number, number>;
  /** The most events where each is a call of its own. */
  readonly single: number;
  readonly processes: ProcessSizes;
  readonly replayed: number;
}

export interface ProcessSizes {
  /** Of all processes. */
  readonly events: number;
  /** Processes, and callers in each. */
  readonly shapes: readonly (readonly [processes: number, callers: number])[];
}

export interface Options {
  readonly quick: boolean;
  readonly sections: readonly Section[];
  readonly sizes: Sizes;
}

export class UsageError extends Error {}

const FULL: Sizes = {
  runs: 5,
  http: { warmUp: 8_000, requests: 30_000 },
  appends: new Map([
    [1, 3_000],
    [16, 30_000],
    [64, 60_000],
  ]),
  replayed: 100_000,
  mongo: {
    appends: new Map([
      [1, 800],
      [16, 4_000],
      [64, 10_000],
    ]),
    single: 800,
    processes: {
      events: 10_000,
      // The same callers, spread; and as many again in each process.
      shapes: [
        [2, 32],
        [4, 16],
        [8, 8],
        [8, 64],
      ],
    },
    replayed: 30_000,
  },
  spans: 50_000,
};

/** Shows that all of it works; its figures say nothing. */
const QUICK: Sizes = {
  runs: 1,
  http: { warmUp: 64, requests: 256 },
  appends: new Map([
    [1, 64],
    [16, 512],
    [64, 1_024],
  ]),
  replayed: 5_000,
  mongo: {
    appends: new Map([
      [1, 32],
      [64, 512],
    ]),
    single: 64,
    processes: {
      events: 512,
      shapes: [
        [2, 32],
        [8, 64],
      ],
    },
    replayed: 2_000,
  },
  spans: 2_000,
};

/** @throws {UsageError} */
export function readOptions(args: readonly string[]): Options {
  const { quick, names } = parsed(args);
  const wrong = names.filter((name) => !sections.some((section) => section === name));
  if (wrong.length > 0) throw new UsageError(`no section ${wrong.join(', ')}. Sections: ${sections.join(', ')}`);
  return {
    quick,
    sections: sections.filter((section) => names.length === 0 || names.includes(section)),
    sizes: quick ? QUICK : FULL,
  };
}

function parsed(args: readonly string[]): { quick: boolean; names: readonly string[] } {
  try {
    const options = { quick: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { quick: values.quick, names: positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'unknown option');
  }
}
