import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseInput, type User } from '#libs/cqrs';
import { Consistency, CurrentUser, parseQuery } from '#libs/http';
import { ApiTags } from '@nestjs/swagger';
import { CreateTask, createTaskInput } from '../commands/create-task.js';
import { DeleteTask } from '../commands/delete-task.js';
import { UpdateTask, updateTaskInput } from '../commands/update-task.js';
import type { TaskChange } from '../aggregate/tasks.js';
import { GetTaskById } from '../queries/get-task-by-id.js';
import { GetTasks, getTasksInput } from '../queries/get-tasks.js';
import { TasksReadModel } from '../queries/tasks-read-model.js';
import { taskBody, taskIdInput, type TaskListResponse, type TaskResponse } from './task.responses.js';
import { documented } from './tasks.openapi.js';

@ApiTags('tasks')
@Controller('api/tasks')
export class TasksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly consistency: Consistency,
    private readonly tasks: TasksReadModel,
  ) {}

  @Post()
  @documented.createTask
  async createTask(
    @Body({ schema: createTaskInput }) input: unknown,
    @CurrentUser() user: User,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskResponse> {
    const command = new CreateTask(user, input);
    const change = await this.commands.execute(command);
    reply.header('Location', `/api/tasks/${command.taskId}`);
    return this.#changed(reply, command.taskId, change);
  }

  @Get()
  @documented.getTasks
  async getTasks(
    @Query({ schema: getTasksInput }) query: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
  ): Promise<TaskListResponse> {
    const input = parseQuery(getTasksInput, query);
    await this.consistency.beforeRead(request, this.tasks);
    const { documents, next } = await this.queries.execute(new GetTasks(user, input));
    return { items: documents.map(({ version: _, ...task }) => task), next_cursor: next ?? null };
  }

  @Get(':id')
  @documented.getTaskById
  async getTaskById(
    @Param() params: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskResponse> {
    const { id } = parseInput(taskIdInput, params);
    await this.consistency.beforeRead(request, this.tasks);
    const { version, ...task } = await this.queries.execute(new GetTaskById(user, id));
    reply.header('ETag', etag(version));
    return task;
  }

  @Put(':id')
  @documented.updateTask
  async updateTask(
    @Param() params: unknown,
    @Body({ schema: updateTaskInput }) input: unknown,
    @CurrentUser() user: User,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskResponse> {
    const { id } = parseInput(taskIdInput, params);
    return this.#changed(reply, id, await this.commands.execute(new UpdateTask(user, id, input)));
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @documented.deleteTask
  async deleteTask(
    @Param() params: unknown,
    @CurrentUser() user: User,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { id } = parseInput(taskIdInput, params);
    const { position } = await this.commands.execute(new DeleteTask(user, id));
    await this.consistency.afterWrite(reply, this.tasks, position);
  }

  async #changed(reply: FastifyReply, id: string, { state, version, position }: TaskChange): Promise<TaskResponse> {
    reply.header('ETag', etag(version));
    await this.consistency.afterWrite(reply, this.tasks, position);
    return taskBody(id, state);
  }
}

function etag(version: number): string {
  return `"${version}"`;
}
