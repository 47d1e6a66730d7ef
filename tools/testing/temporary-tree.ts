import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of this repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A small repository of a spec's own. */
export class TemporaryTree {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'clew-tree-')));

  /** Files and folders of this repository. */
  copy(...paths: readonly string[]): void {
    for (const path of paths) cpSync(join(root, path), join(this.path, path), { recursive: true });
  }

  link(path: string): void {
    symlinkSync(join(root, path), join(this.path, path));
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.path, file)), { recursive: true });
    writeFileSync(join(this.path, file), text);
  }

  writeProgram(file: string, text: string): void {
    this.write(file, text);
    chmodSync(join(this.path, file), 0o755);
  }

  read(file: string): string {
    return readFileSync(join(this.path, file), 'utf8');
  }

  has(file: string): boolean {
    return existsSync(join(this.path, file));
  }

  remove(path = ''): void {
    rmSync(join(this.path, path), { recursive: true, force: true });
  }
}
