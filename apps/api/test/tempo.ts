import { seenSpans, type SeenSpan } from '#testing/tracing';

interface Answer {
  readonly trace: { readonly resourceSpans: unknown };
}

const KINDS = [
  'SPAN_KIND_INTERNAL',
  'SPAN_KIND_SERVER',
  'SPAN_KIND_CLIENT',
  'SPAN_KIND_PRODUCER',
  'SPAN_KIND_CONSUMER',
];
const CODES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'];
const IDS = new Set(['traceId', 'spanId', 'parentSpanId']);

/** Tempo's HTTP API, as far as the tests ask it. */
export class Tempo {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url.replace(/\/$/, '');
  }

  /** Empty: nothing of it was kept. */
  async spansOf(traceId: string): Promise<readonly SeenSpan[]> {
    const answer = await fetch(`${this.#url}/api/v2/traces/${traceId}`, { headers: { accept: 'application/json' } });
    if (answer.status === 404) return [];
    if (answer.status !== 200) throw new Error(`Tempo answered ${answer.status}: ${await answer.text()}`);
    const { trace } = JSON.parse(await answer.text(), asOtlp) as Answer;
    return seenSpans(trace);
  }

  /** @returns Tempo's status, and its words where it refuses the query */
  async search(query: string): Promise<readonly [status: number, refusal: string]> {
    const seconds = Math.floor(Date.now() / 1_000);
    const asked = new URLSearchParams({ q: query, start: `${seconds - 3_600}`, end: `${seconds}`, limit: '5' });
    const answer = await fetch(`${this.#url}/api/search?${asked}`);
    const text = await answer.text();
    return [answer.status, answer.status === 200 ? '' : text];
  }
}

/** Tempo has ids in base64, and kinds and codes by their names. */
function asOtlp(key: string, value: unknown): unknown {
  if (IDS.has(key) && typeof value === 'string') return Buffer.from(value, 'base64').toString('hex');
  if (key === 'kind' && typeof value === 'string') return KINDS.indexOf(value) + 1;
  if (key === 'code' && typeof value === 'string') return CODES.indexOf(value);
  return value;
}
