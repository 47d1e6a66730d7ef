import { ratios, shown } from '../figures.js';
import { type Contender, figuresOf, inTurns } from '../in-turns.js';
import { aimTable, table } from '../table.js';
import type { Server } from './server.js';
import { labelOf, write, type Written } from './writers.js';

interface Shape {
  readonly processes: number;
  /** In each process. */
  readonly callers: number;
}

const ALONE: Shape = { processes: 1, callers: 64 };
/** The same callers, spread; and as many again in each process. */
const MANY: readonly Shape[] = [
  { processes: 2, callers: 32 },
  { processes: 4, callers: 16 },
  { processes: 8, callers: 8 },
  { processes: 8, callers: 64 },
];

/** Ours are at one log; those of the driver are too, but never want the same number. */
const APPENDERS = ['store', 'insertMany'] as const;
type Measured = (typeof APPENDERS)[number];

const namesOf = ({ processes, callers }: Shape) => `${processes} × ${callers}`;
const nameOf = (appender: Measured, shape: Shape) => `${labelOf(appender)}, ${namesOf(shape)}`;

/** Events a second of several processes together. */
export async function measureProcesses(server: Server, events: number, runs: number): Promise<string> {
  const contenders: Contender<Written>[] = APPENDERS.flatMap((appender) =>
    [ALONE, ...MANY].map((shape) => ({
      name: nameOf(appender, shape),
      measure: () => write(server, { appender, events, ...shape }),
    })),
  );
  const measured = await inTurns('mongo processes', contenders, runs);
  const rates = (appender: Measured, shape: Shape) => figuresOf(measured, nameOf(appender, shape), ({ rate }) => rate);
  const rows = [...measured].map(([name, written]) => [
    name,
    shown(written.map(({ rate }) => rate)),
    shown(written.map(({ refused }) => refused)),
  ]);
  const aims = APPENDERS.flatMap((appender) =>
    MANY.map((shape) => ({
      name: `${labelOf(appender)}: ${namesOf(shape)} / ${namesOf(ALONE)}`,
      ratios: ratios(rates(appender, shape), rates(appender, ALONE)),
      ...(appender === 'store' && shape.processes === 8 && { atLeast: 0.6 }),
    })),
  );
  const title = 'MongoDB: append by several processes';
  return `${table(title, ['processes × callers', 'events/s', 'refused'], rows)}\n${aimTable(`${title}, aims`, aims)}`;
}
