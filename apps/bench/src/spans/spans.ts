import { Child } from '../child.js';
import { shown } from '../figures.js';
import { inTurns } from '../in-turns.js';
import type { Sizes } from '../options.js';
import { Sink } from '../sink/sink.js';
import { table } from '../table.js';
import type { Costs } from './program.js';

const PROGRAM = new URL('./program.js', import.meta.url);

/** What one span, attribute and event costs the process that makes it. */
export async function measureSpans({ spans, runs }: Sizes): Promise<string> {
  const sink = await Sink.start();
  const contenders = [
    { name: 'recorded', measure: () => costsOf('none', spans, sink) },
    { name: 'exported, http/json', measure: () => costsOf('json', spans, sink) },
    { name: 'exported, http/protobuf', measure: () => costsOf('protobuf', spans, sink) },
  ];
  const measured = await inTurns('spans', contenders, runs);
  await sink.stop();
  const rows = [...measured].map(([name, costs]) => [
    name,
    ...(['span', 'attribute', 'event'] as const).map((part) =>
      shown(
        costs.map((cost) => cost[part]),
        2,
      ),
    ),
  ]);
  return table('Spans: CPU µs each', ['spans', 'start and end', 'attribute', 'event'], rows);
}

async function costsOf(mode: 'none' | 'json' | 'protobuf', amount: number, sink: Sink): Promise<Costs> {
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
  const child = new Child(PROGRAM, { args: [mode, String(amount)], environment });
  const costs = await child.told<Costs>();
  await child.end();
  const received = Object.values(await sink.report()).reduce((sum, { spans }) => sum + spans, 0);
  const expected = mode === 'none' ? 0 : costs.made;
  if (received !== expected) throw new Error(`${received} of ${expected} spans arrived: ${child.lines.join('\n')}`);
  return costs;
}
