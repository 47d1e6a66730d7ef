import type { LoggerService } from '@nestjs/common';
import { type LevelWithSilent, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { activeTrace } from './trace-context.js';

/** One JSON line an entry with the trace that it belongs to; readable lines in a terminal. */
export function createLogger(level: LevelWithSilent): Logger {
  const options = { level, base: null, mixin: activeTrace };
  // Synchronous, so that the last words of a process are never lost and stand in their order.
  const destination = process.stdout.isTTY
    ? pretty({ ignore: 'trace_id,span_id', sync: true })
    : pino.destination({ sync: true });
  return pino(options, destination);
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
