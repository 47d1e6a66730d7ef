import { ratios, shown } from '../figures.js';
import { type Contender, figuresOf, inTurns } from '../in-turns.js';
import type { ProcessSizes } from '../options.js';
import { aimTable, table } from '../table.js';
import type { Server } from './server.js';
import { labelOf, write, type Written } from './writers.js';

type Shape = ProcessSizes['shapes'][number];

const ALONE: Shape = [1, 64];
const AIMED: Shape = [8, 64];

/** Ours are at one log; those of the driver are too, but never want the same number. */
const APPENDERS = ['store', 'insertMany'] as const;
type Measured = (typeof APPENDERS)[number];

const namesOf = (shape: Shape) => shape.join(' × ');
const nameOf = (appender: Measured, shape: Shape) => `${labelOf(appender)}, ${namesOf(shape)}`;

/** Events a second of several processes together. */
export async function measureProcesses(
  server: Server,
  { events, shapes }: ProcessSizes,
  runs: number,
): Promise<string> {
  const contenders: Contender<Written>[] = APPENDERS.flatMap((appender) =>
    [ALONE, ...shapes].map(([processes, callers]) => ({
      name: nameOf(appender, [processes, callers]),
      measure: () => write(server, { appender, events, processes, callers }),
    })),
  );
  const measured = await inTurns('mongo processes', contenders, runs);
  const rates = (appender: Measured, shape: Shape) => figuresOf(measured, nameOf(appender, shape), ({ rate }) => rate);
  const rows = [...measured].map(([name, written]) => [
    name,
    shown(written.map(({ rate }) => rate)),
    shown(written.map(({ again }) => again)),
  ]);
  const aims = APPENDERS.flatMap((appender) =>
    shapes.map((shape) => ({
      name: `${labelOf(appender)}: ${namesOf(shape)} / ${namesOf(ALONE)}`,
      ratios: ratios(rates(appender, shape), rates(appender, ALONE)),
      ...(appender === 'store' && namesOf(shape) === namesOf(AIMED) && { atLeast: 0.6 }),
    })),
  );
  const title = 'MongoDB: append by several processes';
  return `${table(title, ['processes × callers', 'events/s', 'sent again'], rows)}\n${aimTable(`${title}, aims`, aims)}`;
}
