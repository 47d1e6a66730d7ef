import { Injectable, type NestInterceptor, type OnModuleInit, type Type, UseInterceptors } from '@nestjs/common';
import { DiscoveryService, ExternalContextCreator } from '@nestjs/core';

/** How @nestjs/cqrs marks a handler with its message; it does not export the words. */
const HANDLER_METADATA = { command: '__commandHandler__', query: '__queryHandler__' } as const;
type Kind = keyof typeof HANDLER_METADATA;

interface Handler {
  execute(operation: object): Promise<unknown>;
}

/**
 * Nest's interceptors do not run for @nestjs/cqrs handlers. This makes them: at start-up `execute` of every handler
 * is put into a Nest context of type `command` or `query`. It also refuses an operation with no handler or two,
 * which @nestjs/cqrs would find out at the first call, or never.
 */
@Injectable()
export class HandlerContexts implements OnModuleInit {
  readonly #expected = new Set<Type>();
  readonly #interceptors: NestInterceptor[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly contexts: ExternalContextCreator,
  ) {}

  /** Names operations that the application must not start without. */
  expect(operations: readonly Type[]): void {
    for (const operation of operations) this.#expected.add(operation);
  }

  /** Puts an interceptor around handlers only. A global one also costs every HTTP request RxJS and a few promises. */
  around(interceptor: NestInterceptor): void {
    this.#interceptors.push(interceptor);
  }

  onModuleInit(): void {
    const handled = new Map<Type, Type>();
    for (const { instance, metatype } of this.discovery.getProviders()) {
      for (const kind of ['command', 'query'] as const) {
        const operation = metatype && (Reflect.getMetadata(HANDLER_METADATA[kind], metatype) as Type | undefined);
        if (!operation || !instance) continue;
        const other = handled.get(operation);
        if (other) throw new Error(`${operation.name} has two handlers: ${other.name} and ${metatype.name}`);
        handled.set(operation, metatype as Type);
        this.#wrap(instance as Handler, kind);
      }
    }
    const missing = [...this.#expected].filter((operation) => !handled.has(operation));
    if (missing.length > 0) throw new Error(`no handler for ${missing.map(({ name }) => name).join(', ')}`);
  }

  #wrap(handler: Handler, kind: Kind): void {
    handler.execute = this.contexts.create(
      handler,
      this.#intercepted(handler),
      'execute',
      undefined,
      undefined,
      undefined,
      undefined,
      { guards: false, interceptors: true, filters: false },
      kind,
    );
  }

  /** A function of its own: the class's is shared by all applications of the process. */
  #intercepted(handler: Handler): (...args: unknown[]) => unknown {
    const execute = handler.execute.bind(handler);
    for (const key of Reflect.getMetadataKeys(handler.execute)) {
      Reflect.defineMetadata(key, Reflect.getMetadata(key, handler.execute), execute);
    }
    UseInterceptors(...this.#interceptors)(handler, 'execute', { value: execute });
    return execute as (...args: unknown[]) => unknown;
  }
}
