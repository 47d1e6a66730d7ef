import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '#libs/event-sourcing';
import { commitOf, TemporaryFolder } from '#testing/store-sqlite';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

describe('a file', () => {
  it('is made with its folder, and holds what was stored when it is opened again', async () => {
    const path = join(folder.path, 'not', 'yet', 'there.db');
    const first = await folder.open({ path });
    const { commit } = await first.events.append(commitOf(1));
    await first.close();

    const again = await folder.open({ path });

    expect(await again.events.readCommit(commit.commitId)).toEqual(commit);
    expect(await again.events.head()).toBe(1);
  });
});
