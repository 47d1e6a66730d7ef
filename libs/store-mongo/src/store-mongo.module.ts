import { type DynamicModule, Module } from '@nestjs/common';
import { getConnectionToken, MongooseModule } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { unobserved } from '#libs/event-sourcing';
import { connectOptions } from './connection.js';
import { type MongoOptions, MongoStore } from './mongo-store.js';

/** Gives the store on a connection that other modules can use too. */
@Module({})
export class StoreMongoModule {
  static forRoot({ uri, observe = unobserved }: MongoOptions): DynamicModule {
    return {
      module: StoreMongoModule,
      imports: [MongooseModule.forRoot(uri, { ...connectOptions(uri), ...LEFT_TO_THE_STORE })],
      providers: [
        {
          provide: MongoStore,
          inject: [getConnectionToken()],
          useFactory: (connection: Connection) => MongoStore.on(connection, observe),
        },
      ],
      exports: [MongoStore],
    };
  }
}

/** It waits for the connection, and says why there is none: Nest would log the driver's error with its stack. */
const LEFT_TO_THE_STORE = {
  lazyConnection: true,
  // Else a failure that comes before the store waits would end the process.
  connectionFactory: (connection: Connection) => connection.on('error', () => {}),
} as const;
