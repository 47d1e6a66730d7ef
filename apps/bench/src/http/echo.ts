// Nest on Fastify and nothing else: what the same requests cost without a store, rules, traces.
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TASK } from '../task.js';

@Controller('api/tasks')
class EchoController {
  @Post()
  create(@Body() body: unknown): unknown {
    return body;
  }

  @Get()
  list(): object {
    return { items: [TASK] };
  }

  @Get(':id')
  get(): object {
    return TASK;
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

const app = await NestFactory.create<NestFastifyApplication>(EchoModule, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.stdout.write(`listening on ${await app.getUrl()}\n`);
