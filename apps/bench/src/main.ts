import { availableParallelism } from 'node:os';
import { measureExport } from './export/export.js';
import { measureHttp } from './http/http.js';
import { measureIdentity } from './identity/identity.js';
import { measureMongo } from './mongo/mongo.js';
import { type Options, readOptions, type Section, type Sizes, UsageError } from './options.js';
import { cleanUpAtExit } from './resources.js';
import { measureSpans } from './spans/spans.js';
import { measureStore } from './store/store.js';

const measure: Record<Section, (sizes: Sizes) => Promise<string>> = {
  http: measureHttp,
  export: measureExport,
  identity: measureIdentity,
  store: measureStore,
  mongo: measureMongo,
  spans: measureSpans,
};

async function bench({ sections, sizes, quick }: Options): Promise<void> {
  const cores = `${availableParallelism()} cores, Node ${process.version}, ${process.platform}`;
  const today = new Date().toISOString().slice(0, 10);
  const runs = `medians of ${sizes.runs}, (lowest–highest)`;
  process.stdout.write(`# Bench, ${today}: ${cores}; ${runs}${quick ? '; quick: the figures say nothing' : ''}\n`);
  for (const section of sections) process.stdout.write(`\n${await measure[section](sizes)}`);
}

cleanUpAtExit();
try {
  await bench(readOptions(process.argv.slice(2)));
} catch (error) {
  const text = error instanceof Error && !(error instanceof UsageError) ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
// What still runs is a child whose work is done or was given up.
process.exit();
