import { figuresOf, inTurns, type Measured } from '../in-turns.js';
import { decimal, ratios, shown } from '../figures.js';
import type { Sizes } from '../options.js';
import { sayProgress, temporaryFolder } from '../resources.js';
import { Sink } from '../sink/sink.js';
import { type Aim, aimTable, table } from '../table.js';
import { CONNECTIONS } from './load.js';
import { run, type Run } from './run.js';
import { type Variant, variantName, variantsFor } from './variants.js';

const MOST_TRIES = 3;
const KINDS = ['create', 'get', 'list'] as const;
/** Of the untraced rate. */
const AT_LEAST = { create: 0.65, get: 0.55, list: 0.65 };

/** A run that counts, and the drops of those before it that did not. */
interface Counted extends Run {
  readonly tries: number;
  readonly dropped: number;
}

/** Our API beside a bare echo, untraced and traced. */
export async function measureHttp({ http, runs }: Sizes): Promise<string> {
  const sink = await Sink.start();
  const folder = temporaryFolder();
  const contenders = variantsFor(sink.url).map((variant) => ({
    name: variant.name,
    measure: () => countedRun(variant, () => run(variant, sink, folder, http)),
  }));
  const measured = await inTurns('http', contenders, runs);
  await sink.stop();
  return [requestTable(measured, http.requests), spanTable(measured), aimTable('Requests: aims', aims(measured))].join(
    '\n',
  );
}

async function countedRun({ name }: Variant, attempt: () => Promise<Run>): Promise<Counted> {
  let dropped = 0;
  for (let tries = 1; ; tries++) {
    const done = await attempt();
    dropped += done.spans.dropped;
    if (done.complaints.length === 0) return { ...done, tries, dropped };
    const why = done.complaints.join('; ');
    sayProgress(`http: ${name} does not count: ${why}`);
    if (tries === MOST_TRIES) throw new Error(`no run of ${name} counts: ${why}`);
  }
}

function requestTable(measured: Measured<Counted>, requests: number): string {
  const rows = [...measured].map(([name, runs]) => [
    name,
    shown(runs.map(({ create }) => create.requestsPerSecond)),
    shown(runs.map(({ get }) => get.requestsPerSecond)),
    shown(runs.map(({ list }) => list.requestsPerSecond)),
    shown(runs.map(({ create }) => create.cpuUsPerRequest)),
    shown(runs.map(({ get }) => get.cpuUsPerRequest)),
    shown(runs.map(({ list }) => list.cpuUsPerRequest)),
  ]);
  const title = `Requests: ${decimal(requests)} creates, then as many gets and lists, over ${CONNECTIONS} connections`;
  const head = ['server', 'creates/s', 'gets/s', 'lists/s', 'CPU µs a create', 'a get', 'a list'];
  return table(title, head, rows);
}

function spanTable(measured: Measured<Counted>): string {
  const rows = [variantName.json, variantName.protobuf].map((name) => {
    const runs = measured.get(name) ?? [];
    return [
      name,
      shown(runs.map(({ spans }) => spans.perCreate)),
      shown(runs.map(({ spans }) => spans.perGet)),
      shown(runs.map(({ spans }) => spans.perList)),
      shown(
        runs.map(({ spans }) => spans.projecting),
        2,
      ),
      shown(runs.map(({ create }) => create.spansLeft)),
      decimal(runs.reduce((sum, { dropped }) => sum + dropped, 0)),
      decimal(runs.reduce((sum, { tries }) => sum + tries - 1, 0)),
    ];
  });
  const head = [
    'server',
    'a create',
    'a get',
    'a list',
    'of projections, a create',
    'still to send after the last create',
  ];
  return table('Requests: spans', [...head, 'dropped', 'runs that did not count'], rows);
}

function aims(measured: Measured<Counted>): Aim[] {
  const rate = (kind: keyof typeof AT_LEAST, name: string) =>
    figuresOf(measured, name, (figures) => figures[kind].requestsPerSecond);
  const traced = [variantName.json, variantName.protobuf].flatMap((name) =>
    KINDS.map((kind) => ({
      name: `${kind}: ${name} / untraced`,
      ratios: ratios(rate(kind, name), rate(kind, variantName.untraced)),
      atLeast: AT_LEAST[kind],
    })),
  );
  const durable = ratios(rate('create', variantName.untraced), rate('create', variantName.echo));
  return [...traced, { name: 'create: untraced / bare echo', ratios: durable, atLeast: 0.5 }];
}
