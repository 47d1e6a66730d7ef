import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { attribute } from './attributes.js';

/** Names from before the conventions became stable, which older queries and dashboards still ask for. */
const OLDER_NAMES: readonly (readonly [name: string, older: string])[] = [
  [attribute.httpMethod, 'http.method'],
  [attribute.httpStatus, 'http.status_code'],
  [attribute.dbSystem, 'db.system'],
  [attribute.dbOperation, 'db.operation'],
  [attribute.dbCollection, 'db.collection'],
];

const SECRET_KEYS = new Set(['user.email', 'user.ssn']);
/** Also at the end of a longer name: `http.request.header.authorization`. */
const SECRET_WORDS = new Set(['password', 'token', 'api_key', 'authorization', 'cookie', 'set-cookie']);

/** The last look at every span: adds the older names, drops what must not leave the process. */
export class AttributeProcessor implements SpanProcessor {
  readonly #olderNames: boolean;

  constructor({ olderNames }: { readonly olderNames: boolean }) {
    this.#olderNames = olderNames;
  }

  onStart(): void {}

  /** Runs before every `onEnd`, wherever it stands among the processors. */
  onEnding(span: Span): void {
    const { attributes, events } = span;
    if (this.#olderNames) addOlderNames(span, attributes);
    dropSecrets(attributes);
    for (const event of events) if (event.attributes) dropSecrets(event.attributes);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

function addOlderNames(span: Span, attributes: Attributes): void {
  for (const [name, older] of OLDER_NAMES) {
    const value: AttributeValue | undefined = attributes[name];
    if (value !== undefined) span.setAttribute(older, value);
  }
}

function dropSecrets(attributes: Attributes): void {
  for (const key in attributes) if (isSecret(key)) delete attributes[key];
}

/** Names are few and come with every span: each is looked at once. */
const seen = new Map<string, boolean>();
const MOST_SEEN = 1_000;

function isSecret(key: string): boolean {
  const known = seen.get(key);
  if (known !== undefined) return known;
  const secret = SECRET_KEYS.has(key) || SECRET_WORDS.has(key.slice(key.lastIndexOf('.') + 1));
  if (seen.size < MOST_SEEN) seen.set(key, secret);
  return secret;
}
