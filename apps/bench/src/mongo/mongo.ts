import type { Sizes } from '../options.js';
import { sayProgress } from '../resources.js';
import { measureAppends } from './append.js';
import { installPeers } from './peers/install.js';
import { peerGaps, PEERS } from './peers/peers.js';
import { measureProcesses } from './processes.js';
import { measureReplay } from './replay.js';
import { Server } from './server.js';

const NO_SERVER = 'MongoDB was not measured: set MONGODB_URI.';
const NO_PEERS = 'Other stores were not measured: they could not be installed.';

/** The MongoDB store beside its driver and beside other stores, on one server. */
export async function measureMongo({ mongo, runs }: Sizes): Promise<string> {
  const server = await Server.start();
  if (!server) {
    sayProgress(NO_SERVER);
    return `${NO_SERVER}\n`;
  }
  const peers = (await installPeers()) ? PEERS : [];
  const appends = await measureAppends(server, peers, mongo, runs);
  const processes = await measureProcesses(server, mongo.processes, runs);
  const replay = await measureReplay(server, mongo.replayed, runs);
  await server.stop();
  const about = peers.length > 0 ? peerGaps() : `${NO_PEERS}\n`;
  return [`MongoDB: on ${server.name}.\n`, appends, about, processes, replay].join('\n');
}
