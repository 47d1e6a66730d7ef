import { expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { unobserved } from '#libs/event-sourcing';
import { MongoStore } from '#libs/store-mongo';
import { commitOf, part } from '#testing/event-sourcing';
import { describeWithMongo } from '#testing/store-mongo';
import { connectOptions } from './connection.js';

const STREAMS = 500;

describeWithMongo('a commit of many streams', (server) => {
  const commitAfter = (n: number, expectedVersion: number) =>
    commitOf(n, { streams: Array.from({ length: STREAMS }, (_, stream) => part(`task-${stream}`, expectedVersion)) });

  it('asks for their heads without keeping others from the connections', async () => {
    const uri = server().freshDatabase();
    const writer = await MongoStore.open({ uri });
    const connection = mongoose.createConnection(uri, connectOptions(uri));
    const store = await MongoStore.on(connection, unobserved);
    try {
      await writer.events.append(commitAfter(1, 0));
      let [waiting, most] = [0, 0];
      const client = connection.getClient();
      client.on('connectionCheckOutStarted', () => {
        most = Math.max(most, ++waiting);
      });
      client.on('connectionCheckedOut', () => waiting--);

      expect((await store.events.append(commitAfter(2, 1))).commit.firstPosition).toBe(STREAMS + 1);
      expect(most).toBeGreaterThan(1);
      expect(most).toBeLessThan(client.options.maxPoolSize);
    } finally {
      await Promise.all([writer.close(), store.close()]);
    }
  });
});
