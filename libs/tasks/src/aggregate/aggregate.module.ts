import { Module } from '@nestjs/common';
import { Tasks } from './tasks.js';

@Module({ providers: [Tasks], exports: [Tasks] })
export class AggregateModule {}
