import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { BODY_PROBLEMS, documentProblems } from '#libs/http';
import { taskListResponse, taskResponse } from './task.responses.js';

const position = { type: 'integer', minimum: 0 } as const;
const etag = { ETag: { description: 'Version of the task', schema: { type: 'string' } } } as const;
const token = {
  'Consistency-Token': { description: 'Send it with a read that must see this write', schema: position },
} as const;
const location = { Location: { description: 'Address of the task', schema: { type: 'string' } } } as const;

const withId = ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } });
const withToken = applyDecorators(
  ApiHeader({
    name: 'Consistency-Token',
    required: false,
    description: 'Of the write that this read must see',
    schema: position,
  }),
  ApiHeader({ name: 'Prefer', required: false, description: '`wait=<seconds>` for it, 2 by default, at most 10' }),
);

/** What the API document says about each route beside its input. */
export const documented = {
  createTask: applyDecorators(
    ApiOperation({ summary: 'Create a task' }),
    ApiResponse({
      status: 201,
      description: 'Created',
      standardSchema: taskResponse,
      headers: { ...location, ...etag, ...token },
    }),
    documentProblems('invalid_input', ...BODY_PROBLEMS),
  ),
  getTasks: applyDecorators(
    ApiOperation({ summary: 'List tasks' }),
    ApiResponse({ status: 200, description: 'A page of tasks', standardSchema: taskListResponse }),
    withToken,
    documentProblems('invalid_input', 'invalid_cursor', 'invalid_consistency_token', 'read_model_behind'),
  ),
  getTaskById: applyDecorators(
    ApiOperation({ summary: 'Get a task' }),
    withId,
    withToken,
    ApiResponse({ status: 200, description: 'The task', standardSchema: taskResponse, headers: etag }),
    documentProblems('invalid_input', 'invalid_consistency_token', 'task_not_found', 'read_model_behind'),
  ),
  updateTask: applyDecorators(
    ApiOperation({ summary: 'Update a task', description: 'An absent field stays as it is; null clears.' }),
    withId,
    ApiResponse({
      status: 200,
      description: 'The task as it is now',
      standardSchema: taskResponse,
      headers: { ...etag, ...token },
    }),
    documentProblems('invalid_input', 'task_not_found', 'conflict', 'task_completed', ...BODY_PROBLEMS),
  ),
  deleteTask: applyDecorators(
    ApiOperation({ summary: 'Delete a task' }),
    withId,
    ApiResponse({ status: 204, description: 'Deleted', headers: token }),
    documentProblems('invalid_input', 'task_not_found', 'conflict', ...BODY_PROBLEMS),
  ),
} as const;
