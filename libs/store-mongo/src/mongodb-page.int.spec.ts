import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { MAX_COMMIT_BYTES, MAX_COMMIT_EVENTS } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { commitOf } from '#testing/event-sourcing';
import { describeWithMongo, onDatabase } from '#testing/store-mongo';
import { ANSWER_MS, connectOptions, DURABLE } from './connection.js';

const page = readFileSync(new URL('../../../docs/mongodb.md', import.meta.url), 'utf8');
/** In one line, as it is read. */
const text = page.replaceAll(/\s+/g, ' ');

function section(title: string): string {
  return new RegExp(`^## ${title}$([^]*?)(?=^## |$(?![^]))`, 'm').exec(page)?.[1] ?? '';
}

const rowsOf = (part: string) =>
  [...part.matchAll(/^\| `([\w.]+)` \| (.*) \|$/gm)].map(([, name, rest]) => [name, rest]);

describeWithMongo('docs/mongodb.md names', (server) => {
  it('the collections, their indexes and the fields of a commit', async () => {
    const uri = server().freshDatabase();
    const store = await MongoStore.open({ uri });
    const request = { fingerprint: 'a', status: 201 };
    await store.events.append(commitOf(1, { request }));
    await store.leases.claim('tasks.v3.g1', undefined);
    await store.readModels.open({ name: 'tasks', version: 3, indexes: [['title']] });
    await store.close();
    const stored = await onDatabase(uri, async (db) =>
      Promise.all(
        (await db.collections()).map(async (each) => ({
          name: each.collectionName,
          indexes: (await each.indexes()).map(({ name = '', unique = false }) => ({ name, unique })),
          fields: Object.keys((await each.findOne()) ?? {}),
        })),
      ),
    );

    const [collections = '', fields = ''] = section('What is stored').split('In a commit:');
    const described = new Map(rowsOf(collections) as [string, string][]);
    expect(stored.map(({ name }) => name).toSorted()).toEqual([...described.keys()].toSorted());
    const commits = stored.find(({ name }) => name === 'commits');
    const declared = commits?.indexes.filter(({ name }) => name !== '_id_') ?? [];
    expect(declared.every(({ unique }) => unique)).toBe(true);
    const names = declared.map(({ name }) => `\`${name}\``);
    expect(described.get('commits')).toContain(`| ${names.join(', ')}, both unique`);
    expect(
      rowsOf(fields)
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(commits?.fields.toSorted());
  });
});

it('states the limits, concerns and times that hold', () => {
  const { maxPoolSize = 0, serverSelectionTimeoutMS = 0, socketTimeoutMS = 0 } = connectOptions('mongodb://one');

  expect(text).toContain(
    `\`w: "${DURABLE.w}"\`, \`j: ${DURABLE.j}\`, with a \`wtimeout\` of ${DURABLE.wtimeoutMS / 1_000} s`,
  );
  expect(text).toContain(`answered within ${ANSWER_MS / 1_000} s`);
  expect(text).toContain(`at most ${maxPoolSize} connections (\`maxPoolSize\`)`);
  expect(text).toContain(`${serverSelectionTimeoutMS / 1_000} s for a server (\`serverSelectionTimeoutMS\`)`);
  expect(text).toContain(`${socketTimeoutMS / 1_000} s for an answer (\`socketTimeoutMS\`)`);
  expect(text).toContain(`${MAX_COMMIT_EVENTS.toLocaleString('en').replace(',', ' ')} events`);
  expect(text).toContain(`${MAX_COMMIT_BYTES / 2 ** 20} MiB of data`);
});

it('condition 11: says that one log cannot be sharded, and what is the way out', () => {
  const part = section('One log, one primary').replaceAll(/\s+/g, ' ');

  expect(part).toContain('**A log cannot be sharded**: its positions are unique and without holes');
  expect(part).toContain(
    'the way out is more than one log, each a deployment with a database of its own: one a context, or one a tenant',
  );
});
