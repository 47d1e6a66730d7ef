import { checkRestored, EventSourcingError, MAX_COMMIT_EVENTS, type StoredCommit } from '#libs/event-sourcing';
import { COMMIT_FIELDS, commitOf, type EventLine, parseLine, WrongLine } from './event-line.js';
import { BrokenLine, TruncatedInput } from './failures.js';
import { type Line, MOST_BYTES } from './lines.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

export interface IncomingCommit {
  readonly commit: StoredCommit;
  /** Number of its first line. */
  readonly line: number;
  /** Of all its lines. */
  readonly bytes: number;
}

/** Puts commits together from their lines. */
export class CommitBuilder {
  #lines: EventLine[] = [];
  #firstLine = 0;
  #bytes = 0;
  #position = 0;

  /**
   * @returns the commit of which this was the last line
   * @throws {BrokenLine}
   * @throws {TruncatedInput}
   */
  add(line: Line): IncomingCommit | undefined {
    const parsed = this.#parse(line);
    if (!parsed) return undefined;
    if (this.#lines.length === 0) [this.#firstLine, this.#bytes] = [line.number, 0];
    this.#bytes += line.bytes.length;
    const wrong = this.#wrongWith(parsed);
    if (wrong) throw new BrokenLine(line.number, wrong);
    this.#lines.push(parsed);
    this.#position = parsed.position;
    return this.#lines.length === parsed.commitsize ? this.#take(this.#lines[0] ?? parsed) : undefined;
  }

  /** @throws {TruncatedInput} */
  end(): void {
    const [first] = this.#lines;
    if (!first) return;
    const present = `${this.#lines.length} of the ${first.commitsize} events of a commit`;
    throw new TruncatedInput(`the input ends with ${present}, which begins in line ${this.#firstLine}`);
  }

  #parse({ number, bytes, ended }: Line): EventLine | undefined {
    try {
      const text = decoded(bytes);
      return text.trim() === '' ? undefined : parseLine(text);
    } catch (error) {
      if (!(error instanceof WrongLine)) throw error;
      if (!ended) throw new TruncatedInput(`the input ends in the middle of line ${number}`);
      throw new BrokenLine(number, error.message);
    }
  }

  #wrongWith(line: EventLine): string | undefined {
    const first = this.#lines[0];
    const ordinal = this.#lines.length + 1;
    if (line.position !== this.#position + 1) return `position must be ${this.#position + 1}`;
    if (line.commitsize > MAX_COMMIT_EVENTS) return `commitsize is over the limit of ${MAX_COMMIT_EVENTS}`;
    if (this.#bytes > MOST_BYTES) return 'the lines of its commit are longer than those of any commit';
    const other = first && COMMIT_FIELDS.find((field) => line[field] !== first[field]);
    if (other) return `${other} must be that of line ${this.#firstLine}, since the commit is not complete`;
    if (first && line.request) return "request may stand on a commit's first line only";
    if (line.id !== `${line.commitid}.${ordinal}`) return `id must be commitid and .${ordinal}`;
    return undefined;
  }

  #take(first: EventLine): IncomingCommit {
    const commit = commitOf(first, this.#lines);
    this.#lines = [];
    try {
      checkRestored([commit]);
    } catch (error) {
      if (error instanceof EventSourcingError) throw new BrokenLine(this.#firstLine, error.message);
      throw error;
    }
    return { commit, line: this.#firstLine, bytes: this.#bytes };
  }
}

function decoded(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new WrongLine('it is not UTF-8');
  }
}
