import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Tracing } from '#libs/tracing';
import type { Logger } from 'pino';

/** Longer than a slow request takes, shorter than the patience of whoever sent the signal. */
const STOP_MS = 20_000;

/** Serves until a signal comes; a start that fails ends the process with code 1. */
export async function serve(
  { host, port }: { readonly host: string; readonly port: number },
  create: () => Promise<NestFastifyApplication>,
  logger: Logger,
  tracing: Tracing,
): Promise<void> {
  try {
    const app = await create();
    stopOnSignal(app, logger, tracing);
    await app.listen({ host, port });
    logger.info(`listening on ${await app.getUrl()}`);
  } catch (error) {
    logger.fatal(reason(error));
    await tracing.shutdown();
    process.exit(1);
  }
}

/** In this order: no new requests, the answers under way, projections, store, spans. */
function stopOnSignal(app: NestFastifyApplication, logger: Logger, tracing: Tracing): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    // npm passes a terminal's Ctrl-C on, so that it arrives twice.
    if (stopping) return;
    stopping = true;
    logger.info(`${signal}: stopping`);
    setTimeout(() => giveUp(logger), STOP_MS).unref();
    try {
      await app.close();
      await tracing.shutdown();
      logger.info('stopped');
      process.exit(0);
    } catch (error) {
      logger.fatal(reason(error));
      process.exit(1);
    }
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

function giveUp(logger: Logger): void {
  logger.fatal(`not stopped after ${STOP_MS / 1_000} s: giving up on what is under way`);
  process.exit(1);
}

function reason(error: unknown): string {
  const { code, address, port, message } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'EADDRINUSE') return `port ${port} of ${address} is in use: set PORT to another one`;
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') return `cannot listen on ${address}:${port} (${code})`;
  return message;
}
