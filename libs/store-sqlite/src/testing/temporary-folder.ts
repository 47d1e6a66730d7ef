import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteStore } from '#libs/store-sqlite';

/** Real files for one spec; every store opened through it is closed with it. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'clew-sqlite-'));
  readonly #stores: SqliteStore[] = [];
  #files = 0;

  file(): string {
    return join(this.path, `log-${++this.#files}.db`);
  }

  async open(options: Partial<Parameters<typeof SqliteStore.open>[0]> = {}): Promise<SqliteStore> {
    const store = await SqliteStore.open({ path: this.file(), ...options });
    this.#stores.push(store);
    return store;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.close()));
    rmSync(this.path, { recursive: true, force: true });
  }
}
