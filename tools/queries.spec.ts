import { expect, it } from '@jest/globals';
import { namesIn, shippedQueries } from './testing/queries.js';

it('every query that is shipped is one of its language', () => {
  const queries = shippedQueries();
  for (const query of queries) expect(() => namesIn(query)).not.toThrow();

  const count = (language: string) => queries.filter((query) => query.language === language).length;
  expect(count('promql')).toBeGreaterThan(30);
  expect(count('traceql')).toBeGreaterThan(10);
  expect(count('logql')).toBeGreaterThan(1);
});

it.each([
  ['promql', 'sum by (job (up)'],
  ['traceql', '{ span.a = }'],
  ['logql', '{a="b" | c'],
] as const)('a wrong one is found: %s %s', (language, text) => {
  expect(() => namesIn({ where: 'here', language, text })).toThrow(`here: ${text} is no ${language}`);
});

it('what a query asks for is found in it', () => {
  const where = 'here';
  const metrics = 'sum by (b) (rate(a_total{c="d",e!="f"}[5m])) / rate(g_total[1m])';
  expect(namesIn({ where, language: 'promql', text: metrics })).toMatchObject({
    metrics: ['a_total', 'g_total'],
    labels: ['b', 'c', 'e'],
  });
  const traces = '{ resource.service.name = "a" && name = "b" && event:name = "c.v1" && span.es.version > 1 }';
  expect(namesIn({ where, language: 'traceql', text: traces })).toMatchObject({
    attributes: ['resource.service.name', 'span.es.version'],
    spans: ['b'],
    events: ['c.v1'],
  });
  const lines = '{service_name="a"} | trace_id = "b"';
  expect(namesIn({ where, language: 'logql', text: lines }).labels).toEqual(['service_name', 'trace_id']);
});
