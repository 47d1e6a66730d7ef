import { afterAll, describe, expect, it } from '@jest/globals';
import { TemporaryFolder } from '#testing/store-sqlite';
import { shippedQueries } from '../../../tools/testing/queries.js';
import { killApiProcesses } from './api-process.js';
import { itKeepsTheGuidesTraces } from './guide-traces.js';
import { Tempo } from './tempo.js';

const { TEMPO_URL, OTEL_EXPORTER_OTLP_ENDPOINT } = process.env;
if (!TEMPO_URL || !OTEL_EXPORTER_OTLP_ENDPOINT) {
  throw new Error('set TEMPO_URL and, of the Collector in front of it, OTEL_EXPORTER_OTLP_ENDPOINT');
}
const tempo = new Tempo(TEMPO_URL);
const AT_ONCE = 20;
const folder = new TemporaryFolder();
afterAll(async () => {
  killApiProcesses();
  await folder.remove();
});

describe('a Tempo', () => {
  itKeepsTheGuidesTraces(
    {
      endpoint: () => OTEL_EXPORTER_OTLP_ENDPOINT,
      spansOf: async (traceIds) => {
        const spans = [];
        for (let from = 0; from < traceIds.length; from += AT_ONCE) {
          const some = traceIds.slice(from, from + AT_ONCE);
          spans.push(...(await Promise.all(some.map((traceId) => tempo.spansOf(traceId)))).flat());
        }
        return spans;
      },
      // The Collector decides after ten seconds.
      withinMs: 60_000,
    },
    folder,
  );

  const queries = shippedQueries().filter(({ language }) => language === 'traceql');
  it.each(queries.map(({ where, text }) => [where, text]))('takes the query of %s: %s', async (_where, text) => {
    expect(await tempo.search(text)).toEqual([200, '']);
  });
});
