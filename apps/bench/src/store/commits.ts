import { v7 as uuidv7 } from 'uuid';
import type { Commit } from '#libs/event-sourcing';
import { TASK } from '../task.js';

const TYPE = 'task.created.v1';

/** Commits of one event for streams of their own, as creates make them. */
export function someCommits(count: number): Commit[] {
  return Array.from({ length: count }, () => {
    const commitId = uuidv7();
    return {
      commitId,
      streams: [{ streamId: `task-${uuidv7()}`, expectedVersion: 0, events: [{ type: TYPE, data: TASK }] }],
      metadata: {
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        correlationid: commitId,
        actor: 'local',
      },
    };
  });
}
