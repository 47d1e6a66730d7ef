import { mongo } from 'mongoose';

/** What a database holds, beside the store: over a connection of its own, which ends with the work. */
export async function onDatabase<Result>(uri: string, work: (db: mongo.Db) => Promise<Result>): Promise<Result> {
  const client = await mongo.MongoClient.connect(uri);
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}
