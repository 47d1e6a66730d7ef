import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  type ExecutionContext,
  type INestApplicationContext,
  Injectable,
  Module,
  type NestInterceptor,
  type OnModuleInit,
  type Provider,
  UseInterceptors,
} from '@nestjs/common';
import { APP_INTERCEPTOR, DiscoveryModule, NestFactory } from '@nestjs/core';
import {
  Command,
  CommandBus,
  CommandHandler,
  CqrsModule as NestCqrsModule,
  type ICommandHandler,
  type IQueryHandler,
  Query,
  QueryBus,
  QueryHandler,
} from '@nestjs/cqrs';
import { HandlerContexts } from './handler-contexts.js';

class Add extends Command<number> {
  constructor(readonly amount: number) {
    super();
  }
}

class GetSum extends Query<number> {}

class Refused extends Error {}

@CommandHandler(Add)
class AddHandler implements ICommandHandler<Add> {
  #sum = 0;

  async execute({ amount }: Add): Promise<number> {
    if (amount < 0) throw new Refused('negative');
    this.#sum += amount;
    return this.#sum;
  }
}

const aroundHandlers: string[] = [];

function sayTo(heard: string[], word: string): NestInterceptor {
  return {
    intercept(_, next) {
      heard.push(word);
      return next.handle();
    },
  };
}

@CommandHandler(Add)
class DecoratedAddHandler implements ICommandHandler<Add> {
  @UseInterceptors(sayTo(aroundHandlers, 'decorator'))
  async execute({ amount }: Add): Promise<number> {
    return amount;
  }
}

@CommandHandler(Add)
class OtherAddHandler implements ICommandHandler<Add> {
  async execute(): Promise<number> {
    return 0;
  }
}

@QueryHandler(GetSum)
class GetSumHandler implements IQueryHandler<GetSum> {
  async execute(): Promise<number> {
    return 42;
  }
}

const seen: unknown[] = [];

@Injectable()
class Watcher implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler) {
    seen.push([execution.getType<string>(), execution.getClass().name, execution.getArgByIndex(0)]);
    return next.handle();
  }
}

@Injectable()
class Expectations implements OnModuleInit {
  constructor(handlers: HandlerContexts) {
    handlers.expect([Add, GetSum]);
    handlers.around(sayTo(aroundHandlers, 'around'));
  }

  onModuleInit(): void {}
}

let app: INestApplicationContext | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
  seen.length = 0;
  aroundHandlers.length = 0;
});

@Module({
  imports: [NestCqrsModule.forRoot(), DiscoveryModule],
  providers: [HandlerContexts, Expectations, { provide: APP_INTERCEPTOR, useClass: Watcher }],
})
class AppModule {}

async function start(...providers: Provider[]): Promise<INestApplicationContext> {
  const root = { module: AppModule, providers };
  app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  return app;
}

describe('an interceptor around handlers', () => {
  it('fires once a command and once a query, with the handler and the message at hand', async () => {
    const context = await start(AddHandler, GetSumHandler);
    const [first, second, query] = [new Add(1), new Add(2), new GetSum()];

    await context.get(CommandBus).execute(first);
    await context.get(CommandBus).execute(second);
    await context.get(QueryBus).execute(query);

    expect(seen).toEqual([
      ['command', 'AddHandler', first],
      ['command', 'AddHandler', second],
      ['query', 'GetSumHandler', query],
    ]);
  });

  it('leaves the handler its private fields and its result', async () => {
    const bus = (await start(AddHandler, GetSumHandler)).get(CommandBus);

    expect(await bus.execute(new Add(40))).toBe(40);
    expect(await bus.execute(new Add(2))).toBe(42);
  });

  it('passes an error on as it is', async () => {
    const bus = (await start(AddHandler, GetSumHandler)).get(CommandBus);

    await expect(bus.execute(new Add(-1))).rejects.toBeInstanceOf(Refused);
  });
});

describe('an interceptor that stands only around handlers', () => {
  it('fires once for each, within what the handler is decorated with', async () => {
    const context = await start(DecoratedAddHandler, GetSumHandler);

    await context.get(CommandBus).execute(new Add(1));
    expect(aroundHandlers).toEqual(['decorator', 'around']);

    await context.get(QueryBus).execute(new GetSum());
    expect(aroundHandlers).toEqual(['decorator', 'around', 'around']);
  });

  it('belongs to its application', async () => {
    const first = await start(DecoratedAddHandler, GetSumHandler);
    await first.close();
    const second = await start(DecoratedAddHandler, GetSumHandler);

    await second.get(CommandBus).execute(new Add(1));

    expect(aroundHandlers).toEqual(['decorator', 'around']);
  });
});

describe('the start fails', () => {
  it('for an operation without a handler', async () => {
    await expect(start(AddHandler)).rejects.toThrow('no handler for GetSum');
  });

  it('for an operation with two', async () => {
    await expect(start(AddHandler, OtherAddHandler, GetSumHandler)).rejects.toThrow(
      'Add has two handlers: AddHandler and OtherAddHandler',
    );
  });
});
