import { applyDecorators } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiResponse } from '@nestjs/swagger';
import {
  answered,
  BODY_PROBLEMS,
  documentProblems,
  eventListResponse,
  KEY_PROBLEMS,
  type ProblemCode,
  withIfMatch,
  withIfNoneMatch,
  withKey,
  withToken,
} from '#libs/http';
import {
  bulkResponse,
  processListResponse,
  processResponse,
  taskListResponse,
  taskResponse,
} from './task.responses.js';

const CHANGE_REFUSALS = [
  'forbidden',
  'task_not_found',
  'conflict',
  'precondition_failed',
  'precondition_required',
] as const;
const CHANGE_PROBLEMS = [...KEY_PROBLEMS, ...CHANGE_REFUSALS] as const;

/** What the API document says about each route beside its input. */
export const documented = {
  createTask: applyDecorators(
    ApiOperation({ summary: 'Create a task' }),
    withKey,
    ApiResponse({
      status: 201,
      description: 'Created',
      standardSchema: taskResponse,
      headers: { ...answered.location, ...answered.etag, ...answered.token },
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
      headers: answered.token,
    }),
    documentProblems('invalid_input', ...KEY_PROBLEMS, ...BODY_PROBLEMS),
  ),
  getTasks: applyDecorators(
    ApiOperation({ summary: 'List tasks', description: 'Those that the caller may read.' }),
    ApiResponse({
      status: 200,
      description: 'A page of tasks',
      standardSchema: taskListResponse,
      headers: answered.link,
    }),
    withToken,
    documentProblems('invalid_input', 'invalid_cursor', 'invalid_consistency_token', 'forbidden', 'read_model_behind'),
  ),
  getTaskById: applyDecorators(
    ApiOperation({ summary: 'Get a task', description: 'As it is, or as it was at a version or time.' }),
    withToken,
    withIfNoneMatch,
    ApiResponse({ status: 200, description: 'The task', standardSchema: taskResponse, headers: answered.etag }),
    ApiResponse({ status: 304, description: 'The caller has it', headers: answered.etag }),
    documentProblems('invalid_input', 'invalid_consistency_token', 'forbidden', 'task_not_found', 'read_model_behind'),
  ),
  getTaskHistory: applyDecorators(
    ApiOperation({
      summary: 'List what happened to a task',
      description: 'Its events, oldest first: what, who, when, and in which trace. Also of a deleted task.',
    }),
    ApiResponse({
      status: 200,
      description: 'A page of events',
      standardSchema: eventListResponse,
      headers: answered.link,
    }),
    documentProblems('invalid_input', 'forbidden', 'task_not_found'),
  ),
  updateTask: changes('Update a task', 'An absent field stays as it is; null clears.', 'task_completed'),
  patchTask: applyDecorators(
    changes('Patch a task', 'JSON Merge Patch (RFC 7396).', 'task_completed'),
    ApiConsumes('application/merge-patch+json'),
  ),
  deleteTask: applyDecorators(
    ApiOperation({ summary: 'Delete a task' }),
    withIfMatch,
    withKey,
    ApiResponse({ status: 204, description: 'Deleted', headers: answered.token }),
    documentProblems('invalid_input', ...CHANGE_PROBLEMS, ...BODY_PROBLEMS),
  ),
  processTask: applyDecorators(
    ApiOperation({
      summary: 'Process a task',
      description: 'It is in progress meanwhile. Asked for again it goes on from there, and finishes once.',
    }),
    withIfMatch,
    ApiResponse({
      status: 200,
      description: 'The task as it is now, completed or pending again',
      standardSchema: processResponse,
      headers: { ...answered.etag, ...answered.token },
    }),
    documentProblems('invalid_input', 'invalid_header', ...CHANGE_REFUSALS, ...BODY_PROBLEMS),
  ),
  processTasks: applyDecorators(
    ApiOperation({
      summary: 'Process up to 100 tasks',
      description: 'Each has its own result: those that fail do not keep the others from being processed.',
    }),
    ApiResponse({
      status: 200,
      description: 'What became of each task',
      standardSchema: processListResponse,
      headers: answered.token,
    }),
    documentProblems('invalid_input', ...BODY_PROBLEMS),
  ),
  restoreTask: changes('Restore a deleted task', 'Of one that is not deleted it changes nothing.'),
} as const;

function changes(summary: string, description: string, ...problems: ProblemCode[]) {
  return applyDecorators(
    ApiOperation({ summary, description }),
    withIfMatch,
    withKey,
    ApiResponse({
      status: 200,
      description: 'The task as it is now',
      standardSchema: taskResponse,
      headers: { ...answered.etag, ...answered.token },
    }),
    documentProblems('invalid_input', ...problems, ...CHANGE_PROBLEMS, ...BODY_PROBLEMS),
  );
}
