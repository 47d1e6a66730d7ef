import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { exportSettings } from './otel-environment.js';

/** What is wrong, and the exit code that stands for it. */
export interface Fault {
  readonly exitCode: number;
  readonly message: string;
}

const ANSWER_MS = 3_000;
const NO_SPANS = { 'http/json': '{"resourceSpans":[]}', 'http/protobuf': '' } as const;
const TYPES = { 'http/json': 'application/json', 'http/protobuf': 'application/x-protobuf' } as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the exporter sends spans, as OpenTelemetry's specification says. */
export function tracesAddress(environment: Environment): string {
  const isGrpc = exportSettings({ ...environment }).protocol === 'grpc';
  const own = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const base = environment['OTEL_EXPORTER_OTLP_ENDPOINT'] || `http://localhost:${isGrpc ? 4317 : 4318}`;
  return own || (isGrpc ? base : `${base.replace(/\/+$/, '')}/v1/traces`);
}

/**
 * Sends an export without spans; by gRPC it only connects. @returns what is wrong with the answer, or that there was none
 */
export async function ask(address: string, environment: Environment): Promise<Fault | undefined> {
  const url = new URL(address);
  const { protocol } = exportSettings({ ...environment });
  try {
    if (protocol === 'grpc') return await connected(url);
    const status = await statusOf(url, protocol, environment);
    return status < 300 ? undefined : refusal(status, url);
  } catch (error) {
    return noAnswer(error as NodeJS.ErrnoException, url);
  }
}

async function connected({ hostname, port }: URL): Promise<undefined> {
  const socket = connect({ host: hostname, port: Number(port || 4317), timeout: ANSWER_MS });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(ANSWER_MS) });
  } finally {
    socket.destroy();
  }
}

function statusOf(url: URL, protocol: keyof typeof NO_SPANS, environment: Environment): Promise<number> {
  const headers = { 'content-type': TYPES[protocol], ...headersOf(environment) };
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const sent = send(url, { method: 'POST', headers, signal: AbortSignal.timeout(ANSWER_MS) }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  sent.on('error', reject).end(NO_SPANS[protocol]);
  return promise;
}

function headersOf(environment: Environment): Record<string, string> {
  const pairs = environment['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] || environment['OTEL_EXPORTER_OTLP_HEADERS'] || '';
  const entries = pairs
    .split(',')
    .map((pair) => pair.split('='))
    .filter(([name]) => name?.trim())
    .map(([name = '', ...value]) => [name.trim(), decodeURIComponent(value.join('=').trim())]);
  return Object.fromEntries(entries) as Record<string, string>;
}

function refusal(status: number, { pathname }: URL): Fault {
  if (status === 404 || status === 405) {
    return {
      exitCode: 23,
      message: `it answers ${status}: ${pathname} is the wrong path, /v1/traces is the right one`,
    };
  }
  return { exitCode: 25, message: `it answers ${status}: it does not take spans now, or not from us` };
}

function noAnswer({ name, code = name, message }: NodeJS.ErrnoException, { hostname, port, host }: URL): Fault {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { exitCode: 20, message: `DNS knows no ${hostname}` };
  }
  if (code === 'ECONNREFUSED') {
    return { exitCode: 21, message: `nobody listens on ${host}: is the Collector running, and is this its port?` };
  }
  if (isTls(code)) return { exitCode: 22, message: `TLS with ${host} fails (${code}): http, or another certificate?` };
  if (code.startsWith('HPE_') || (port === '4317' && (code === 'ECONNRESET' || code === 'EPIPE'))) {
    return {
      exitCode: 24,
      message: `${host} does not speak HTTP/1.1: 4317 is the gRPC port, set protocol grpc or use 4318`,
    };
  }
  if (code === 'TimeoutError' || code === 'ABORT_ERR' || code === 'ETIMEDOUT') {
    return { exitCode: 26, message: `${host} does not answer within ${ANSWER_MS} ms` };
  }
  return { exitCode: 27, message: `${host} cannot be asked: ${message}` };
}

function isTls(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/.test(code);
}
