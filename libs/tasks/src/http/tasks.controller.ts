import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseInput, type User } from '#libs/cqrs';
import {
  Consistency,
  CurrentUser,
  entityTag,
  type EventListResponse,
  eventPage,
  linkToNext,
  parseQuery,
  RequestTerms,
} from '#libs/http';
import { ApiTags } from '@nestjs/swagger';
import { CreateTask, createTaskInput } from '../commands/create-task.js';
import { DeleteTask } from '../commands/delete-task.js';
import { RestoreTask } from '../commands/restore-task.js';
import { UpdateTask, updateTaskInput } from '../commands/update-task.js';
import type { TaskChange } from '../aggregate/tasks.js';
import { GetTaskAt, getTaskInput } from '../queries/get-task-at.js';
import { GetTaskById } from '../queries/get-task-by-id.js';
import { GetTaskHistory, getTaskHistoryInput } from '../queries/get-task-history.js';
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
    private readonly terms: RequestTerms,
    private readonly tasks: TasksReadModel,
  ) {}

  @Post()
  @documented.createTask
  async createTask(
    @Body({ schema: createTaskInput }) input: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskResponse> {
    const change = await this.terms.forCreate(request, user, (terms) =>
      this.commands.execute(new CreateTask(user, input, terms)),
    );
    reply.header('Location', `/api/tasks/${change.taskId}`);
    return this.#changed(reply, change);
  }

  @Get()
  @documented.getTasks
  async getTasks(
    @Query({ schema: getTasksInput }) query: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskListResponse> {
    const input = parseQuery(getTasksInput, query);
    await this.consistency.beforeRead(request, this.tasks);
    const { documents, next } = await this.queries.execute(new GetTasks(user, input));
    linkToNext(request, reply, next);
    return { items: documents.map(({ version: _, ...task }) => task), next_cursor: next ?? null };
  }

  @Get(':id')
  @documented.getTaskById
  async getTaskById(
    @Param({ schema: taskIdInput }) params: unknown,
    @Query({ schema: getTaskInput }) query: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskResponse> {
    const { id } = parseInput(taskIdInput, params);
    const { at } = parseQuery(getTaskInput, query);
    await (at === undefined
      ? this.consistency.beforeRead(request, this.tasks, `task-${id}`)
      : this.consistency.tokenOf(request));
    const { version, ...task } = await this.queries.execute(
      at === undefined ? new GetTaskById(user, id) : new GetTaskAt(user, id, at),
    );
    reply.header('ETag', entityTag(version));
    return task;
  }

  @Get(':id/history')
  @documented.getTaskHistory
  async getTaskHistory(
    @Param({ schema: taskIdInput }) params: unknown,
    @Query({ schema: getTaskHistoryInput }) query: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventListResponse> {
    const { id } = parseInput(taskIdInput, params);
    const input = parseQuery(getTaskHistoryInput, query);
    const { events, next } = await this.queries.execute(new GetTaskHistory(user, id, input));
    return eventPage(request, reply, events, next);
  }

  @Put(':id')
  @documented.updateTask
  updateTask(
    @Param({ schema: taskIdInput }) params: unknown,
    @Body({ schema: updateTaskInput }) input: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskResponse> {
    return this.#update(params, input, user, request, reply);
  }

  @Patch(':id')
  @documented.patchTask
  patchTask(
    @Param({ schema: taskIdInput }) params: unknown,
    @Body({ schema: updateTaskInput }) input: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskResponse> {
    return this.#update(params, input, user, request, reply);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @documented.deleteTask
  async deleteTask(
    @Param({ schema: taskIdInput }) params: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { id } = parseInput(taskIdInput, params);
    const { position } = await this.terms.forChange(request, user, HttpStatus.NO_CONTENT, (terms) =>
      this.commands.execute(new DeleteTask(user, id, terms)),
    );
    await this.consistency.afterWrite(reply, this.tasks, position);
  }

  @Post(':id/restore')
  @HttpCode(HttpStatus.OK)
  @documented.restoreTask
  async restoreTask(
    @Param({ schema: taskIdInput }) params: unknown,
    @CurrentUser() user: User,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TaskResponse> {
    const { id } = parseInput(taskIdInput, params);
    const change = await this.terms.forChange(request, user, HttpStatus.OK, (terms) =>
      this.commands.execute(new RestoreTask(user, id, terms)),
    );
    return this.#changed(reply, change);
  }

  /** A merge patch of an object without inner objects says the same as our PUT: what is absent stays, null clears. */
  async #update(
    params: unknown,
    input: unknown,
    user: User,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<TaskResponse> {
    const { id } = parseInput(taskIdInput, params);
    const change = await this.terms.forChange(request, user, HttpStatus.OK, (terms) =>
      this.commands.execute(new UpdateTask(user, id, input, terms)),
    );
    return this.#changed(reply, change);
  }

  async #changed(reply: FastifyReply, { taskId, state, version, position }: TaskChange): Promise<TaskResponse> {
    reply.header('ETag', entityTag(version));
    await this.consistency.afterWrite(reply, this.tasks, position);
    return taskBody(taskId, state);
  }
}
