import { parser as logql } from '@grafana/lezer-logql';
import { parser as traceql } from '@grafana/lezer-traceql';
import type { SyntaxNodeRef, Tree } from '@lezer/common';
import { parser as promql } from '@prometheus-io/lezer-promql';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(`${ROOT}${file}`, 'utf8');
const parsers = { promql, traceql, logql } as const;

export interface Query {
  readonly where: string;
  readonly language: keyof typeof parsers;
  readonly text: string;
}

interface Panel {
  readonly title: string;
  readonly datasource: { readonly uid: 'prometheus' | 'tempo' | 'loki' };
  readonly targets: readonly { readonly expr?: string; readonly query?: string }[];
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly look: string };
}

interface DataSource {
  readonly jsonData: {
    readonly tracesToLogsV2?: { readonly query: string };
    readonly tracesToMetrics?: { readonly queries: readonly { readonly query: string }[] };
  };
}

const languages = { prometheus: 'promql', tempo: 'traceql', loki: 'logql' } as const;

/** Every query that the product ships, with what Grafana and Prometheus would put into it. */
export function shippedQueries(): readonly Query[] {
  const queries = [...ofDashboards(), ...ofAlerts(), ...ofDataSources(), ...ofPages()];
  return queries.map((query) => ({ ...query, text: query.text.replaceAll('$__rate_interval', '5m') }));
}

function ofDashboards(): Query[] {
  const folder = 'deploy/grafana/dashboards/';
  return readdirSync(`${ROOT}${folder}`).flatMap((file) => {
    const { panels } = JSON.parse(read(folder + file)) as { panels: readonly Panel[] };
    return panels.flatMap(({ title, datasource, targets }) =>
      targets.map(({ expr, query }) => ({
        where: `${file}: ${title}`,
        language: languages[datasource.uid],
        text: expr ?? query ?? '',
      })),
    );
  });
}

function ofAlerts(): Query[] {
  const { groups } = parse(read('deploy/prometheus/alerts.yaml')) as { groups: { rules: readonly Rule[] }[] };
  return groups
    .flatMap(({ rules }) => rules)
    .flatMap(({ alert, expr, annotations: { look } }) => {
      const where = `alert ${alert}`;
      const shown = look.startsWith('{') ? [{ where, language: 'traceql' as const, text: look }] : [];
      return [{ where, language: 'promql' as const, text: expr }, ...shown];
    });
}

function ofDataSources(): Query[] {
  const file = 'deploy/grafana/provisioning/datasources/datasources.yaml';
  const { datasources } = parse(read(file)) as { datasources: readonly DataSource[] };
  return datasources.flatMap(({ jsonData: { tracesToLogsV2, tracesToMetrics } }) => [
    ...(tracesToLogsV2
      ? [
          {
            where: file,
            language: 'logql' as const,
            text: tracesToLogsV2.query.replace('$${__tags}', 'service_name="a"'),
          },
        ]
      : []),
    ...(tracesToMetrics?.queries ?? []).map(({ query }) => ({
      where: file,
      language: 'promql' as const,
      text: query.replace('$$__tags', 'job="a"'),
    })),
  ]);
}

/** Each line of a fenced block of that language, but those that go on in the next. */
function ofPages(): Query[] {
  return readdirSync(`${ROOT}docs`)
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) =>
      [...read(`docs/${file}`).matchAll(/^```(traceql|promql|logql)\n([\s\S]*?)^```$/gm)].flatMap(
        ([, language, block = '']) =>
          block
            .split('\n')
            .filter((line) => line !== '')
            .map((text) => ({ where: `docs/${file}`, language: language as Query['language'], text })),
      ),
    );
}

/** What a query asks for, each with the scope that it has in its language. */
export interface AskedNames {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
  /** `resource.service.name`, `span.http.route` */
  readonly attributes: readonly string[];
  /** What `name` and `event:name` are compared with. */
  readonly spans: readonly string[];
  readonly events: readonly string[];
}

/** @throws it is no query of its language */
export function namesIn({ where, language, text }: Query): AskedNames {
  const tree: Tree = parsers[language].parse(text);
  const nodes = nodesOf(tree, text);
  const wrong = nodes.find(({ isError }) => isError);
  if (wrong) throw new Error(`${where}: ${text} is no ${language} at ${wrong.from}`);
  const named = (name: string, parent: string) =>
    nodes.filter((node) => node.name === name && node.parent === parent).map((node) => node.text);
  const compared = (field: string) =>
    [...text.matchAll(new RegExp(`(?<![.\\w:])${field}\\s*=\\s*"([^"]*)"`, 'g'))].map(([, value = '']) => value);
  return {
    metrics: language === 'promql' ? named('Identifier', 'VectorSelector') : [],
    labels: [
      ...nodes.filter(({ name }) => name === 'LabelName').map((node) => node.text),
      ...(language === 'logql' ? named('Identifier', 'Matcher') : []),
    ],
    attributes: nodes.filter(({ name }) => name === 'AttributeField').map((node) => node.text),
    spans: language === 'traceql' ? compared('name') : [],
    events: language === 'traceql' ? compared('event:name') : [],
  };
}

function nodesOf(tree: Tree, text: string) {
  const nodes: { name: string; parent: string; text: string; from: number; isError: boolean }[] = [];
  tree.iterate({
    enter: (node: SyntaxNodeRef) => {
      const { name, from, to, type } = node;
      const parent = node.node.parent?.name ?? '';
      nodes.push({ name, parent, text: text.slice(from, to).trim(), from, isError: type.isError });
    },
  });
  return nodes;
}
