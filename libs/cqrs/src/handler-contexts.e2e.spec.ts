import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  type INestApplication,
  Injectable,
  Module,
  type NestInterceptor,
  Query as QueryParameters,
} from '@nestjs/common';
import { APP_INTERCEPTOR, DiscoveryModule, NestFactory } from '@nestjs/core';
import { Command, CommandBus, CommandHandler, CqrsModule as NestCqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { HandlerContexts } from './handler-contexts.js';

class Double extends Command<number> {
  constructor(readonly amount: number) {
    super();
  }
}

@CommandHandler(Double)
class DoubleHandler {
  async execute({ amount }: Double): Promise<number> {
    return 2 * amount;
  }
}

const seen: unknown[] = [];
const aroundHandlers: unknown[] = [];

const handlerWatcher: NestInterceptor = {
  intercept(execution, next) {
    aroundHandlers.push([execution.getType<string>(), execution.getClass().name]);
    return next.handle();
  },
};

@Injectable()
class Watcher implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler) {
    const [message] = execution.getArgs<unknown[]>();
    seen.push([execution.getType<string>(), execution.getClass().name, message instanceof Double && message.amount]);
    return next.handle();
  }
}

@Controller()
class SumController {
  constructor(private readonly commands: CommandBus) {}

  @Get('sum')
  async sum(@QueryParameters() { of }: { of: string }): Promise<number> {
    const doubled = await Promise.all(of.split(',').map((one) => this.commands.execute(new Double(Number(one)))));
    return doubled.reduce((sum, one) => sum + one, 0);
  }
}

@Module({
  imports: [NestCqrsModule.forRoot(), DiscoveryModule],
  controllers: [SumController],
  providers: [HandlerContexts, DoubleHandler, { provide: APP_INTERCEPTOR, useClass: Watcher }],
})
class AppModule {
  constructor(handlers: HandlerContexts) {
    handlers.around(handlerWatcher);
  }
}

let app: INestApplication;
beforeAll(async () => {
  app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
});
beforeEach(() => {
  seen.length = 0;
  aroundHandlers.length = 0;
});
afterAll(() => app.close());

it('an interceptor fires once for the request and once for each of its commands', async () => {
  const answer = await fetch(`${await app.getUrl()}/sum?of=1,20`);

  expect(await answer.json()).toBe(42);
  expect(seen).toEqual([
    ['http', 'SumController', false],
    ['command', 'DoubleHandler', 1],
    ['command', 'DoubleHandler', 20],
  ]);
});

it('the next request has its own', async () => {
  for (const amount of [1, 2]) await fetch(`${await app.getUrl()}/sum?of=${amount}`);

  expect(seen).toEqual([
    ['http', 'SumController', false],
    ['command', 'DoubleHandler', 1],
    ['http', 'SumController', false],
    ['command', 'DoubleHandler', 2],
  ]);
});

it('an interceptor around handlers does not fire for the request', async () => {
  await fetch(`${await app.getUrl()}/sum?of=1,20`);

  expect(aroundHandlers).toEqual([
    ['command', 'DoubleHandler'],
    ['command', 'DoubleHandler'],
  ]);
});
