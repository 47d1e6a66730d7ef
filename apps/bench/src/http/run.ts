import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type autocannon from 'autocannon';
import type { Sizes } from '../options.js';
import type { Sink } from '../sink/sink.js';
import { NEW_TASK } from '../task.js';
import { type Answered, spansIn, type SpansFound, storedCommits } from './checks.js';
import { creates, getsOf, lists, load } from './load.js';
import { Server } from './server.js';
import type { Variant } from './variants.js';

export interface Rate {
  readonly requestsPerSecond: number;
  /** Of the server, until it was quiet again. */
  readonly cpuUsPerRequest: number;
  /** Without a 2xx. */
  readonly failed: number;
}

interface Phase extends Rate {
  /** Spans that came to the sink after the last answer. */
  readonly spansLeft: number;
}

export interface Run {
  readonly create: Phase;
  readonly get: Phase;
  readonly list: Phase;
  readonly spans: SpansFound;
  /** Why it does not count. */
  readonly complaints: readonly string[];
}

/** One server from its start to its end: creates, then gets, then lists, and whether all of it was stored and seen. */
export async function run(variant: Variant, sink: Sink, folder: string, sizes: Sizes['http']): Promise<Run> {
  const server = await Server.start(variant, folder);
  const complaints = await probe(server, variant);
  const create = await phase(server, sink, creates, sizes);
  const get = await phase(server, sink, getsOf(await idsAt(server.url)), sizes);
  const list = await phase(server, sink, lists, sizes);
  const code = await server.stop();
  const asked = sizes.warmUp + sizes.requests;
  // One list was asked for to know of tasks.
  const answered = { creates: 1 + asked, gets: asked, lists: 1 + asked };
  const report = await sink.report();
  const spans = spansIn(report, answered);
  const failed = create.failed + get.failed + list.failed;
  if (failed > 0) complaints.push(`${failed} answers were no 2xx`);
  if (variant.exports) complaints.push(...spans.complaints);
  else if (Object.keys(report).length > 0) complaints.push('it exports spans');
  if (variant.isApi) complaints.push(...afterEnd(server, code, answered));
  rmSync(server.folder, { recursive: true });
  return { create, get, list, spans, complaints };
}

/** The answer tells whether the server traces as it was told to. */
async function probe({ url }: Server, { traceFlags }: Variant): Promise<string[]> {
  const answer = await fetch(`${url}/api/tasks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(NEW_TASK),
  });
  const flags = answer.headers.get('traceresponse')?.split('-').at(-1);
  return answer.status === 201 && flags === traceFlags ? [] : [`answered ${answer.status}, trace flags ${flags}`];
}

async function phase(
  server: Server,
  sink: Sink,
  requests: readonly autocannon.Request[],
  sizes: Sizes['http'],
): Promise<Phase> {
  let received = 0;
  const rate = await timed(server, requests, sizes, async () => {
    received = await sink.spans();
  });
  return { ...rate, spansLeft: (await sink.spans()) - received };
}

/** Warmed up first. @param atLastAnswer before the server is quiet again */
export async function timed(
  server: Server,
  requests: readonly autocannon.Request[],
  { warmUp, requests: amount }: Sizes['http'],
  atLastAnswer: () => Promise<void> = async () => {},
): Promise<Rate> {
  const warm = await load(server.url, requests, warmUp);
  const before = await server.quiet();
  const { succeeded, seconds } = await load(server.url, requests, amount);
  await atLastAnswer();
  const after = await server.quiet();
  return {
    requestsPerSecond: amount / seconds,
    cpuUsPerRequest: (after - before) / amount,
    failed: warmUp + amount - warm.succeeded - succeeded,
  };
}

export async function idsAt(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const answer = await fetch(`${url}/api/tasks?limit=100`, { headers });
  const { items } = (await answer.json()) as { items: readonly { readonly id: string }[] };
  return items.map(({ id }) => id);
}

function afterEnd({ folder, complaints }: Server, code: unknown, { creates: answered }: Answered): string[] {
  const commits = storedCommits(join(folder, 'clew.db'));
  return [
    ...complaints,
    ...(code === 0 ? [] : [`ended with ${String(code)}`]),
    ...(commits === answered ? [] : [`${commits} commits of ${answered} answers`]),
  ];
}
