import { Body, Controller, HttpCode, HttpStatus, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseInput, type User } from '#libs/cqrs';
import { Consistency, CurrentUser, entityTag, problemOfError, RequestTerms } from '#libs/http';
import { type ProcessedItem, ProcessMultipleTasks } from '../commands/process-multiple-tasks.js';
import { ProcessTask, type ProcessedTask } from '../commands/process-task.js';
import { TasksReadModel } from '../queries/tasks-read-model.js';
import { processInput } from './process.input.js';
import { type ProcessResponse, type ProcessResult, taskBody, taskIdInput } from './task.responses.js';
import { documented } from './tasks.openapi.js';

@ApiTags('tasks')
@Controller('api/tasks')
export class TaskProcessingController {
  constructor(
    private readonly commands: CommandBus,
    private readonly consistency: Consistency,
    private readonly terms: RequestTerms,
    private readonly tasks: TasksReadModel,
  ) {}

  @Post(':id/process')
  @HttpCode(HttpStatus.OK)
  @documented.processTask
  async processTask(
    @Param({ schema: taskIdInput }) params: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProcessResponse> {
    const { id } = parseInput(taskIdInput, params);
    const processed = await this.terms.forRepeatable(request, (terms) =>
      this.commands.execute(new ProcessTask(user, id, terms)),
    );
    reply.header('ETag', entityTag(processed.version));
    await this.consistency.afterWrite(reply, this.tasks, processed.position);
    return bodyOf(processed);
  }

  @Post('process')
  @HttpCode(HttpStatus.OK)
  @documented.processTasks
  async processTasks(
    @Body({ schema: processInput }) input: unknown,
    @CurrentUser() user: User,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ results: ProcessResult[] }> {
    const { ids } = parseInput(processInput, input);
    const items = await this.commands.execute(new ProcessMultipleTasks(user, ids));
    const positions = items.map((item) => ('processed' in item ? item.processed.position : 0));
    await this.consistency.afterWrite(reply, this.tasks, Math.max(...positions));
    return { results: items.map(resultOf) };
  }
}

function bodyOf({ taskId, state, reason }: ProcessedTask): ProcessResponse {
  return { task: taskBody(taskId, state), reason: reason ?? null };
}

function resultOf(item: ProcessedItem): ProcessResult {
  if ('processed' in item) {
    const { processed } = item;
    return { status: HttpStatus.OK, id: item.taskId, version: processed.version, ...bodyOf(processed) };
  }
  const problem = problemOfError(item.error);
  return { status: problem.status, id: item.taskId, problem };
}
