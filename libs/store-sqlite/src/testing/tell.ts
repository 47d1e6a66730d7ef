import { writeSync } from 'node:fs';

/** Straight into the pipe: what was told survives the teller. */
export function tell(line: unknown): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
