import { Body, Controller, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseInput, type Terms, type User } from '#libs/cqrs';
import { Consistency, CurrentUser, problemOfError, RequestTerms } from '#libs/http';
import { inBatch } from '#libs/tracing';
import type { TaskChange } from '../aggregate/tasks.js';
import { CreateTask } from '../commands/create-task.js';
import { DeleteTask } from '../commands/delete-task.js';
import { inOrderById } from '../commands/in-order-by-id.js';
import { RestoreTask } from '../commands/restore-task.js';
import { UpdateTask } from '../commands/update-task.js';
import { TasksReadModel } from '../queries/tasks-read-model.js';
import { bulkEnvelope, bulkInput, type BulkOperation } from './bulk.input.js';
import { type BulkResult, taskBody } from './task.responses.js';
import { documented } from './tasks.openapi.js';

interface Done {
  readonly result: BulkResult;
  readonly position: number;
}

@ApiTags('tasks')
@Controller('api/tasks/bulk')
export class TaskBulkController {
  constructor(
    private readonly commands: CommandBus,
    private readonly consistency: Consistency,
    private readonly terms: RequestTerms,
    private readonly tasks: TasksReadModel,
  ) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @documented.bulkTasks
  async bulkTasks(
    @Body({ schema: bulkInput }) input: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ results: BulkResult[] }> {
    const { operations } = parseInput(bulkEnvelope, input);
    const done = await this.terms.forEach(request, user, (termsOf) =>
      inBatch(() =>
        inOrderById(operations, idOf, (operation, index) =>
          this.#carryOut(operation, user, () =>
            operation.op === 'create' ? termsOf(index) : termsOf(index, { version: operation.version }),
          ),
        ),
      ),
    );
    await this.consistency.afterWrite(reply, this.tasks, Math.max(...done.map(({ position }) => position)));
    return { results: done.map(({ result }) => result) };
  }

  async #carryOut(operation: BulkOperation, user: User, termsOf: () => Terms): Promise<Done> {
    try {
      const change: TaskChange = await this.commands.execute(commandOf(operation, user, termsOf()));
      const { taskId: id, version, state, position } = change;
      const status = STATUS[operation.op];
      const body = operation.op === 'delete' ? {} : { task: taskBody(id, state) };
      return { result: { status, id, version, ...body }, position };
    } catch (error) {
      const problem = problemOfError(error);
      const known = 'id' in operation && { id: operation.id };
      return { result: { status: problem.status, ...known, problem }, position: 0 };
    }
  }
}

const STATUS = {
  create: HttpStatus.CREATED,
  update: HttpStatus.OK,
  delete: HttpStatus.NO_CONTENT,
  restore: HttpStatus.OK,
} as const satisfies Record<BulkOperation['op'], number>;

function commandOf(operation: BulkOperation, user: User, terms: Terms) {
  switch (operation.op) {
    case 'create':
      return new CreateTask(user, operation.task, terms);
    case 'update':
      return new UpdateTask(user, operation.id, operation.changes, terms);
    case 'delete':
      return new DeleteTask(user, operation.id, terms);
    case 'restore':
      return new RestoreTask(user, operation.id, terms);
  }
}

function idOf(operation: BulkOperation): string | undefined {
  return 'id' in operation ? operation.id : undefined;
}
