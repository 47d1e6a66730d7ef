/** One of the servers that get the same requests. */
export interface Variant {
  readonly name: string;
  readonly program: URL;
  readonly environment: Readonly<Record<string, string>>;
  /** Ours: it has a store, and ends in order. */
  readonly isApi: boolean;
  /** `01` of `traceresponse`: its spans are recorded; `00`: they have ids only; undefined: there are none. */
  readonly traceFlags?: '00' | '01';
  /** Its spans must all be at the sink. */
  readonly exports: boolean;
}

const ECHO = new URL('./echo.js', import.meta.url);
const API = new URL('../../../api/src/main.js', import.meta.url);

export const variantName = {
  echo: 'bare echo',
  untraced: 'untraced',
  noop: 'no-op spans',
  recorded: 'recorded spans',
  json: 'exported, http/json',
  protobuf: 'exported, http/protobuf',
} as const;

/** As in production. */
function api(environment: Variant['environment']): Omit<Variant, 'name'> {
  return {
    program: API,
    isApi: true,
    environment: { NODE_ENV: 'production', PORT: '0', DATABASE_URL: 'sqlite:./clew.db', ...environment },
    exports: false,
  };
}

export function untracedApi(environment: Variant['environment'] = {}): Omit<Variant, 'name'> {
  return api({ OTEL_SDK_DISABLED: 'true', ...environment });
}

export function tracedApi(collector: string): Omit<Variant, 'name'> {
  return api({ OTEL_EXPORTER_OTLP_ENDPOINT: collector });
}

/** From the least to the most that is done for a request. Every request is sampled. */
export function variantsFor(sink: string): readonly Variant[] {
  const exported = { OTEL_EXPORTER_OTLP_ENDPOINT: sink };
  return [
    {
      name: variantName.echo,
      program: ECHO,
      isApi: false,
      environment: { NODE_ENV: 'production' },
      exports: false,
    },
    { name: variantName.untraced, ...untracedApi() },
    { name: variantName.noop, ...api({ ...exported, OTEL_TRACES_SAMPLER: 'always_off' }), traceFlags: '00' },
    { name: variantName.recorded, ...api({ OTEL_TRACES_EXPORTER: 'none' }), traceFlags: '01' },
    { name: variantName.json, ...tracedApi(sink), traceFlags: '01', exports: true },
    {
      name: variantName.protobuf,
      ...api({ ...exported, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }),
      traceFlags: '01',
      exports: true,
    },
  ];
}
