import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the product keeps its data by default, so that the disk is the one that matters. */
const DATA = fileURLToPath(new URL('../../../../data', import.meta.url));

const children = new Map<ChildProcess, NodeJS.Signals>();
const folders = new Set<string>();

/** Ends with the bench, whichever way that ends. */
export function endWithBench(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  children.set(child, signal);
  child.once('close', () => children.delete(child));
}

/** A folder that is gone when the bench has ended. */
export function temporaryFolder(): string {
  mkdirSync(DATA, { recursive: true });
  const folder = mkdtempSync(join(DATA, 'bench-'));
  folders.add(folder);
  return folder;
}

export function cleanUpAtExit(): void {
  process.on('exit', () => {
    for (const [child, signal] of children) child.kill(signal);
    // A child that is just being killed may still write.
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

export function sayProgress(text: string): void {
  process.stderr.write(`bench  ${text}\n`);
}
