const REDRAW_MS = 100;
const CELLS = 24;

/** A bar in a terminal, drawn over itself; nothing anywhere else. On stderr: stdout is for data. */
export class Progress {
  readonly #doing: string;
  #drawnAt = 0;

  constructor(doing: string) {
    this.#doing = doing;
  }

  /** @param part from 0 to 1; undefined where the whole is not known */
  show(events: number, part?: number): void {
    const now = performance.now();
    if (!process.stderr.isTTY || (this.#drawnAt > 0 && now - this.#drawnAt < REDRAW_MS)) return;
    this.#drawnAt = now;
    const bar = part === undefined ? '' : `${barOf(part)} ${Math.floor(part * 100)} % `;
    process.stderr.write(`\r\u001B[2K${this.#doing} ${bar}${events.toLocaleString('en')} events`);
  }

  clear(): void {
    if (this.#drawnAt > 0) process.stderr.write('\r\u001B[2K');
    this.#drawnAt = 0;
  }
}

function barOf(part: number): string {
  const filled = Math.min(CELLS, Math.round(part * CELLS));
  return `[${'█'.repeat(filled)}${'·'.repeat(CELLS - filled)}]`;
}
