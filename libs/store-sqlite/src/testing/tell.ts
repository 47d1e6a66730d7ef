import { writeSync } from 'node:fs';

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Straight into the pipe: what was told survives the teller. A pipe that is full is waited for. */
export function tell(line: unknown): void {
  const text = `${JSON.stringify(line)}\n`;
  for (;;) {
    try {
      writeSync(1, text);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
