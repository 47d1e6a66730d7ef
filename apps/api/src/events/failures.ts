/** Ends the program; the message says what to do. */
export class MigrationFailed extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What is wrong with a line of the input, and which; never what stands in it. */
export class BrokenLine extends Error {
  constructor(number: number, what: string) {
    super(`line ${number}: ${what}`);
  }
}

/** The input ended too early: the rest of it may come yet. */
export class TruncatedInput extends Error {}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Ends with the code that the signal alone would have given, but in order. */
export class Interrupted extends MigrationFailed {
  constructor(signal: keyof typeof EXIT_CODES) {
    super('interrupted', EXIT_CODES[signal]);
  }
}

/** Aborts when this process is told to end; told again, as by npm, it goes on ending in order. */
export function untilSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => controller.abort(new Interrupted(signal)));
  }
  return controller.signal;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'its folder is no folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'its disk is read-only',
  ENOSPC: 'its disk is full: free space and run it again',
  EDQUOT: 'the quota is used up: free space and run it again',
  EFBIG: 'it would be larger than is allowed',
  EPIPE: 'its reader went away before the end',
};

/** What went wrong with a file or pipe; any other error is passed on. */
export function fileFailure(doing: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  const code = String(error.code);
  return new MigrationFailed(`${doing}: ${REASONS[code] ?? code}`);
}
