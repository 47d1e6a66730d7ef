import { afterAll, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { TemporaryFolder } from '#testing/store-sqlite';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

it('records whose life is over leave the file with later ones', async () => {
  const path = folder.file();
  const { keys } = await folder.open({ path });
  const storedKeys = () => {
    const db = new DatabaseSync(path, { readOnly: true });
    const stored = db.prepare('SELECT key FROM key_records ORDER BY key').all();
    db.close();
    return stored.map(({ key }) => key);
  };
  const record = { fingerprint: 'f', outcome: null };
  for (let n = 0; n < 20; n++) await keys.remember(`over-${n}`, record, 0);
  for (const key of ['a', 'b']) await keys.remember(key, record, 60_000);

  expect(storedKeys()).toEqual(['a', 'b']);
});
