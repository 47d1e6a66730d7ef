import { expect, it } from '@jest/globals';
import { isWellNamed } from './name-rule.js';

it.each([
  ['create_task', 'INTERNAL'],
  ['event_store.append', 'PRODUCER'],
  ['projection.tasks', 'CONSUMER'],
  ['insert commits', 'CLIENT'],
  ['findAndModify leases', 'CLIENT'],
  ['GET', 'SERVER'],
  ['GET /api/tasks/{id}', 'SERVER'],
  ['GET /api/openapi.json', 'SERVER'],
  ['GET /api/docs/*', 'SERVER'],
  ['GET /', 'SERVER'],
  ['x'.repeat(49), 'INTERNAL'],
  ['POST', 'CLIENT'],
] as const)('BP1 %s is a name for %s', (name, kind) => {
  expect(isWellNamed({ name, kind })).toBe(true);
});

it.each([
  ['createTask', 'INTERNAL'],
  ['create-task', 'INTERNAL'],
  ['Processing started', 'INTERNAL'],
  ['create_task_0199a000', 'INTERNAL'],
  ['insert commits', 'INTERNAL'],
  ['event_store..append', 'PRODUCER'],
  ['', 'INTERNAL'],
  ['x'.repeat(50), 'INTERNAL'],
  ['INSERT INTO commits', 'CLIENT'],
  ['find tasks.v1', 'CLIENT'],
  ['POST /api/notify', 'CLIENT'],
  ['POST', 'INTERNAL'],
  ['aggregate $cmd', 'CLIENT'],
  ['saslStart admin', 'CLIENT'],
  ['get', 'SERVER'],
  ['GET /api/tasks/:id', 'SERVER'],
  ['GET /api/tasks/', 'SERVER'],
  ['GET /api/tasks?limit=1', 'SERVER'],
  ['GET /api/tasks/01890a5d-ac96-774b-bcce-b302099a8057', 'SERVER'],
  ['GET /api/tasks/12345', 'SERVER'],
] as const)('BP1 %s is none for %s', (name, kind) => {
  expect(isWellNamed({ name, kind })).toBe(false);
});
