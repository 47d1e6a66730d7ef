import { expect, it } from '@jest/globals';
import { categoryOf, entityOf, eventId } from '#libs/event-sourcing';

it('a stream’s category is what stands before the first dash, its entity what follows', () => {
  for (const [streamId, category, entity] of [
    ['task-0199abcd-1234-7abc', 'task', '0199abcd-1234-7abc'],
    ['task-', 'task', ''],
    ['-1', '', '1'],
    ['task', 'task', 'task'],
  ] as const) {
    expect([categoryOf(streamId), entityOf(streamId)]).toEqual([category, entity]);
  }
});

it('an event’s id is its commit’s, with its place in it', () => {
  expect(eventId('0199abcd-1234', 3)).toBe('0199abcd-1234.3');
});
