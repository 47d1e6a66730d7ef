import { context, type Span as ApiSpan, SpanStatusCode } from '@opentelemetry/api';
import { MongoDBInstrumentation } from '@opentelemetry/instrumentation-mongodb';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { StoreUnavailable } from '#libs/event-sourcing';
import { attribute } from './attributes.js';
import { describeError, fail } from './failure.js';
import { queryKeys } from './query-keys.js';
import { untraced } from './untraced.js';

type Connect = (options: unknown) => Promise<unknown>;

/** The calls of the official driver that a span of ours waits for, each as a span under it. */
export class MongoDbInstrumentation extends MongoDBInstrumentation {
  constructor() {
    super({
      requireParentSpan: true,
      dbStatementSerializer: textOf,
      responseHook: (span, { data }) => {
        if (isRefused(data as Reply)) markFailed(span);
      },
    });
  }

  /** A connection outlives the request that was the first to need it, and its handshake is no part of it. */
  override init(): ReturnType<MongoDBInstrumentation['init']> {
    const definitions = super.init();
    for (const file of definitions.flatMap(({ files }) => files)) {
      if (!file.name.endsWith('connect.js')) continue;
      const { patch } = file;
      file.patch = (exports: { connect: Connect }, version) => {
        const { connect } = exports;
        exports.connect = (options) => context.with(untraced, () => connect(options));
        return patch(exports, version) as unknown;
      };
    }
    return definitions;
  }
}

const SEPARATOR = '\n';
/** Where the driver sends a command to the database, though it is about one of its collections. */
const NO_COLLECTION = '$cmd';

/** What the processor finds again on the span. Nothing of what is no command: it is a document that is inserted. */
function textOf(command: Readonly<Record<string, unknown>>): string {
  const keys = queryKeys(command);
  return keys && `${String(Object.values(command)[0])}${SEPARATOR}${keys}`;
}

/** Those spans in the words of the product: read models without version and generation, failures without the server's text. */
export class MongoDbProcessor implements SpanProcessor {
  readonly #scope: string;

  constructor({ instrumentationName }: MongoDbInstrumentation) {
    this.#scope = instrumentationName;
  }

  onStart(): void {}

  onEnding(span: Span): void {
    if (span.instrumentationScope.name !== this.#scope) return;
    const { attributes } = span;
    // Not of the attributes, which may be limited.
    const [operation, addressed = ''] = span.name.split(' ');
    const [ofCommand, keys] = String(attributes[attribute.dbQueryText] || addressed).split(SEPARATOR);
    const [collection = ''] = (addressed === NO_COLLECTION ? (ofCommand ?? '') : addressed).split('.');
    span.updateName(`${operation} ${collection}`);
    span.setAttribute(attribute.dbCollection, collection);
    if (keys) span.setAttribute(attribute.dbQueryText, keys);
    else delete attributes[attribute.dbQueryText];
    if (span.status.code === SpanStatusCode.ERROR) markFailed(span);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** The server's own text may hold keys of documents. */
function markFailed(span: ApiSpan): void {
  const { type, summary } = describeError(new StoreUnavailable(''));
  fail(span, type, summary);
}

/** As it comes from the wire. */
interface Reply {
  has?(name: string): boolean;
  toObject?(): { readonly writeErrors?: readonly { readonly code: number }[] };
}

const DUPLICATE_KEY = 11_000;

/** A batch of writes is answered, not failed, where some of it was refused. A duplicate is such an answer too. */
function isRefused(data: Reply): boolean {
  if (data.has?.('writeConcernError')) return true;
  if (!data.has?.('writeErrors')) return false;
  return data.toObject?.().writeErrors?.some(({ code }) => code !== DUPLICATE_KEY) ?? false;
}
