import type { SeenSpan } from './seen-span.js';

const OPERATION = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;
const METHOD = /^[A-Z]+$/;
const ROUTE = /^[A-Z]+ \/(?:[a-z0-9_.-]+|\{[a-zA-Z_]+\}|\*)?(?:\/(?:[a-z0-9_.-]+|\{[a-zA-Z_]+\}|\*))*$/;
/** The last six are MongoDB's and Redis' own words. */
const DATABASE =
  /^((insert|find|update|delete|count|aggregate|distinct|findAndModify|getMore|killCursors) [a-z][a-z0-9_]*|evalsha)$/;
/** An outgoing call is named by its method alone. */
const CALL = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;
const ID = /\d{4,}|[0-9a-f]{8,}/;
const MOST_CHARACTERS = 49;

/** Whether a span's name is one of few, short, and in the words of the project. */
export function isWellNamed({ name, kind }: Pick<SeenSpan, 'name' | 'kind'>): boolean {
  if (ID.test(name)) return false;
  if (kind === 'SERVER') return ROUTE.test(name) || METHOD.test(name);
  return (
    name.length <= MOST_CHARACTERS &&
    (kind === 'CLIENT' ? DATABASE.test(name) || CALL.test(name) : OPERATION.test(name))
  );
}

/** For the end of a recording: the rule holds for every span of every spec. */
export function checkNames(spans: Iterable<Pick<SeenSpan, 'name' | 'kind'>>): void {
  const misnamed = new Set([...spans].filter((span) => !isWellNamed(span)).map(({ name }) => name));
  if (misnamed.size > 0) throw new Error(`names against the rule: ${[...misnamed].join(', ')}`);
}
