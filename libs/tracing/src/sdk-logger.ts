import type { DiagLogger } from '@opentelemetry/api';

/** The application's logger, as far as the SDK has something to say. */
export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

const QUIET_MS = 60_000;
const MOST_KINDS = 100;
const SHOWN_CHARACTERS = 300;

interface Kind {
  readonly since: number;
  suppressed: number;
}

/**
 * The SDK's own words in the application's log. An exporter that cannot reach its Collector says so with every batch:
 * here once a minute, with how often it was left out.
 */
export class SdkLogger implements DiagLogger {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #kinds = new Map<string, Kind>();

  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  readonly error = (message: string): void => this.#say('error', message);
  readonly warn = (message: string): void => this.#say('warn', message);
  readonly info = (message: string): void => this.#say('info', message);
  readonly debug = (message: string): void => this.#say('debug', message);
  readonly verbose = this.debug;

  #say(level: keyof Log, message: string): void {
    const words = wordsOf(message);
    const kind = words.replaceAll(/\d+|[0-9a-f]{16,}/g, '#');
    const known = this.#kinds.get(kind);
    if (known && this.#now() - known.since < QUIET_MS) {
      known.suppressed++;
      return;
    }
    if (this.#kinds.size >= MOST_KINDS) this.#kinds.clear();
    this.#kinds.set(kind, { since: this.#now(), suppressed: 0 });
    const more = known?.suppressed ? ` (and ${known.suppressed} times more in the last minute)` : '';
    this.#log[level](`OpenTelemetry: ${words}${more}`);
  }
}

/** Errors arrive as a JSON text with a stack; their message says enough. */
function wordsOf(message: string): string {
  try {
    const { name, message: inner, code } = JSON.parse(message) as Readonly<Record<string, string | undefined>>;
    return [name, code, inner].filter(Boolean).join(': ').slice(0, SHOWN_CHARACTERS);
  } catch {
    return message.slice(0, SHOWN_CHARACTERS);
  }
}
