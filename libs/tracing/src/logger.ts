import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { ExportedLines } from './exported-lines.js';
import { exportSettings } from './otel-environment.js';
import { activeTrace } from './trace-context.js';

/** Fields of a line; to look inside of them as well would double what a line costs. */
const redact = { paths: ['password', 'token', 'api_key', 'authorization', 'cookie', 'secret'], censor: '***' };

/** One JSON line an entry with the trace that it belongs to. @param output by default where the environment says */
export function createLogger(level: LevelWithSilent, output: DestinationStream = outputs()): Logger {
  return pino({ level, base: null, mixin: activeTrace, redact }, output);
}

/** Standard output, readable in a terminal, and where OTEL_LOGS_EXPORTER says. */
function outputs(): DestinationStream {
  // Synchronous, so that the last words of a process are never lost and stand in their order.
  const output = process.stdout.isTTY
    ? pretty({ ignore: 'trace_id,span_id', sync: true })
    : pino.destination({ sync: true });
  if (exportSettings(process.env, 'LOGS').exporter === 'none') return output;
  return pino.multistream([output, new ExportedLines()].map((stream) => ({ stream, level: 'trace' })));
}

/** Nest's own lines: which modules and routes there are is for debugging. */
export function nestLogger(logger: Logger): LoggerService {
  const at =
    (level: 'error' | 'warn' | 'debug' | 'trace') =>
    (message: unknown, ...rest: unknown[]) => {
      const context = rest.pop();
      // It is thrown as well, and whoever starts the application says so once.
      if (context === 'ExceptionHandler') return;
      const [stack] = rest;
      logger[level]({ context, ...(stack !== undefined && { stack }) }, String(message));
    };
  return {
    log: at('debug'),
    fatal: at('error'),
    error: at('error'),
    warn: at('warn'),
    debug: at('debug'),
    verbose: at('trace'),
  };
}
