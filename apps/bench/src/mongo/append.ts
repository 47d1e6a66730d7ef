import { ratios, shown } from '../figures.js';
import { type Contender, figuresOf, inTurns, type Measured } from '../in-turns.js';
import type { MongoSizes } from '../options.js';
import { type Aim, aimTable, table } from '../table.js';
import type { AppenderName } from './program.js';
import type { Server } from './server.js';
import { labelOf, write, type Written } from './writers.js';

const AIMED_CALLERS = 64;
const RAW = ['insertOne', 'insertMany'] as const;

const nameOf = (appender: AppenderName, callers: number) =>
  `${labelOf(appender)}, ${callers} ${appender === 'insertMany' ? 'a call' : 'at a time'}`;

/** Events a second, by callers that each wait for their acknowledgement. */
export async function measureAppends(
  server: Server,
  peers: readonly AppenderName[],
  { appends, single }: MongoSizes,
  runs: number,
): Promise<string> {
  const contenders: Contender<Written>[] = [...appends].flatMap(([callers, amount]) =>
    [...RAW, 'store' as const, ...peers].map((appender) => {
      const events = appender === 'store' || appender === 'insertMany' ? amount : Math.min(amount, single);
      return {
        name: nameOf(appender, callers),
        measure: () => write(server, { appender, processes: 1, callers, events }),
      };
    }),
  );
  const measured = await inTurns('mongo append', contenders, runs);
  const rows = [...measured].map(([name, written]) => [name, shown(written.map(({ rate }) => rate))]);
  const aims = [...appends.keys()].flatMap((callers) =>
    [...RAW, ...peers].map((other) => aim(measured, other, callers)),
  );
  const title = 'MongoDB: append of events of one commit each';
  return `${table(title, ['append', 'events/s'], rows)}\n${aimTable('MongoDB: append, aims', aims)}`;
}

function aim(measured: Measured<Written>, other: AppenderName, callers: number): Aim {
  const rates = (appender: AppenderName) => figuresOf(measured, nameOf(appender, callers), ({ rate }) => rate);
  return {
    name: `append, ${callers} at a time: ${labelOf('store')} / ${labelOf(other)}`,
    ratios: ratios(rates('store'), rates(other)),
    ...(callers === AIMED_CALLERS && other === 'insertMany' && { atLeast: 0.8 }),
  };
}
