import { type MongoServer, WireProxy } from '#testing/store-mongo';
import { OtlpReceiver, type SeenSpan } from '#testing/tracing';
import { ApiProcess } from './api-process.js';

const running = new Set<TracedApi>();

/** The built API on a database behind a proxy; its spans, once it has ended. */
export class TracedApi {
  readonly proxy: WireProxy;
  readonly #receiver: OtlpReceiver;
  readonly #api: ApiProcess;
  #spans: readonly SeenSpan[] = [];

  private constructor(proxy: WireProxy, receiver: OtlpReceiver, api: ApiProcess) {
    this.proxy = proxy;
    this.#receiver = receiver;
    this.#api = api;
    running.add(this);
  }

  static async start(server: MongoServer, environment: Readonly<Record<string, string>>): Promise<TracedApi> {
    const proxy = await WireProxy.start(server.uri);
    const receiver = await OtlpReceiver.start();
    const database = new URL(server.freshDatabase()).pathname.slice(1);
    const variables = { PORT: '0', DATABASE_URL: proxy.uri(database), OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const traced = new TracedApi(proxy, receiver, new ApiProcess({ environment: { ...variables, ...environment } }));
    await traced.#api.printed('listening on ');
    return traced;
  }

  ask(method: string, path: string, body?: object): Promise<Response> {
    const json = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return fetch(`${this.#api.url}${path}`, { method, ...json });
  }

  /** Resolves once all of its spans are here. */
  async stop(): Promise<void> {
    running.delete(this);
    await this.#api.stop();
    await this.proxy.stop();
    this.#spans = this.#receiver.spans();
    await this.#receiver.stop();
  }

  get spans(): readonly SeenSpan[] {
    return this.#spans;
  }

  /** The trace that an answer leads to. */
  traceOf({ headers }: Response): readonly SeenSpan[] {
    const [, traceId] = headers.get('traceresponse')?.split('-') ?? [];
    return this.#spans.filter((span) => span.traceId === traceId);
  }
}

/** For `afterAll`: also a failed test leaves nothing running. */
export async function stopTracedApis(): Promise<void> {
  await Promise.all([...running].map((api) => api.stop()));
}
