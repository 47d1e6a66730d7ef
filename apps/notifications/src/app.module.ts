import { type DynamicModule, Module } from '@nestjs/common';
import { InnerHttpModule } from '#libs/http';
import { NotifyController } from './notify.controller.js';
import { Told } from './told.js';

@Module({})
export class AppModule {
  constructor(private readonly told: Told) {}

  static forRoot(file: string): DynamicModule {
    return {
      module: AppModule,
      imports: [InnerHttpModule],
      controllers: [NotifyController],
      providers: [{ provide: Told, useFactory: () => new Told(file) }],
    };
  }

  /** The port is closed by now. */
  onApplicationShutdown(): void {
    this.told.close();
  }
}
