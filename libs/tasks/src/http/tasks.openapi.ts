import { applyDecorators } from '@nestjs/common';
import { ApiConsumes, ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { BODY_PROBLEMS, documentProblems, eventListResponse, type ProblemCode, withToken } from '#libs/http';
import { bulkResponse, taskListResponse, taskResponse } from './task.responses.js';

const position = { type: 'integer', minimum: 0 } as const;
const etag = { ETag: { description: 'Version of the task', schema: { type: 'string' } } } as const;
const token = {
  'Consistency-Token': { description: 'Send it with a read that must see this write', schema: position },
} as const;
const location = { Location: { description: 'Address of the task', schema: { type: 'string' } } } as const;

const withKey = ApiHeader({
  name: 'Idempotency-Key',
  required: false,
  description: 'Makes the request safe to send again: a repetition gets the first answer. 1 to 255 visible characters',
  schema: { type: 'string' },
});
const withIfMatch = ApiHeader({
  name: 'If-Match',
  required: false,
  description: 'ETag of the version that the change is meant for; required where the service says so',
  schema: { type: 'string' },
});
const KEY_PROBLEMS = ['invalid_header', 'idempotency_key_in_use', 'idempotency_key_reused'] as const;
const CHANGE_PROBLEMS = [
  ...KEY_PROBLEMS,
  'forbidden',
  'task_not_found',
  'conflict',
  'precondition_failed',
  'precondition_required',
] as const;
const link = { Link: { description: 'Address of the next page', schema: { type: 'string' } } } as const;

const withId = ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } });
/** What the API document says about each route beside its input. */
export const documented = {
  createTask: applyDecorators(
    ApiOperation({ summary: 'Create a task' }),
    withKey,
    ApiResponse({
      status: 201,
      description: 'Created',
      standardSchema: taskResponse,
      headers: { ...location, ...etag, ...token },
    }),
    documentProblems('invalid_input', 'forbidden', 'conflict', ...KEY_PROBLEMS, ...BODY_PROBLEMS),
  ),
  bulkTasks: applyDecorators(
    ApiOperation({
      summary: 'Carry out up to 100 operations',
      description: 'Each has its own result: those that are refused do not keep the others from being done.',
    }),
    withKey,
    ApiResponse({
      status: 200,
      description: 'What became of each operation',
      standardSchema: bulkResponse,
      headers: token,
    }),
    documentProblems('invalid_input', ...KEY_PROBLEMS, ...BODY_PROBLEMS),
  ),
  getTasks: applyDecorators(
    ApiOperation({ summary: 'List tasks', description: 'Those that the caller may read.' }),
    ApiResponse({ status: 200, description: 'A page of tasks', standardSchema: taskListResponse, headers: link }),
    withToken,
    documentProblems('invalid_input', 'invalid_cursor', 'invalid_consistency_token', 'forbidden', 'read_model_behind'),
  ),
  getTaskById: applyDecorators(
    ApiOperation({ summary: 'Get a task', description: 'As it is, or as it was at a version or time.' }),
    withId,
    withToken,
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'ETags of what the caller has: where it is one of them, nothing is sent again',
      schema: { type: 'string' },
    }),
    ApiResponse({ status: 200, description: 'The task', standardSchema: taskResponse, headers: etag }),
    ApiResponse({ status: 304, description: 'The caller has it', headers: etag }),
    documentProblems('invalid_input', 'invalid_consistency_token', 'forbidden', 'task_not_found', 'read_model_behind'),
  ),
  getTaskHistory: applyDecorators(
    ApiOperation({
      summary: 'List what happened to a task',
      description: 'Its events, oldest first: what, who, when, and in which trace. Also of a deleted task.',
    }),
    withId,
    ApiResponse({ status: 200, description: 'A page of events', standardSchema: eventListResponse, headers: link }),
    documentProblems('invalid_input', 'forbidden', 'task_not_found'),
  ),
  updateTask: changes('Update a task', 'An absent field stays as it is; null clears.', 'task_completed'),
  patchTask: applyDecorators(
    changes('Patch a task', 'JSON Merge Patch (RFC 7396).', 'task_completed'),
    ApiConsumes('application/merge-patch+json'),
  ),
  deleteTask: applyDecorators(
    ApiOperation({ summary: 'Delete a task' }),
    withId,
    withIfMatch,
    withKey,
    ApiResponse({ status: 204, description: 'Deleted', headers: token }),
    documentProblems('invalid_input', ...CHANGE_PROBLEMS, ...BODY_PROBLEMS),
  ),
  restoreTask: changes('Restore a deleted task', 'Of one that is not deleted it changes nothing.'),
} as const;

function changes(summary: string, description: string, ...problems: ProblemCode[]) {
  return applyDecorators(
    ApiOperation({ summary, description }),
    withId,
    withIfMatch,
    withKey,
    ApiResponse({
      status: 200,
      description: 'The task as it is now',
      standardSchema: taskResponse,
      headers: { ...etag, ...token },
    }),
    documentProblems('invalid_input', ...problems, ...CHANGE_PROBLEMS, ...BODY_PROBLEMS),
  );
}
