/** What a client sends to create a task. */
export const NEW_TASK = {
  title: 'Write down what was measured, on which machine, and when',
  description: 'A figure without its spread is an anecdote; without its neighbour, measured in the same run, a rumour.',
  priority: 'high',
  assignee_id: 'ann',
  department: 'engineering',
} as const;

/** The same as it is stored in its event, and answered. */
export const TASK = {
  id: '0199a000-0000-7000-8000-000000000000',
  ...NEW_TASK,
  status: 'pending',
  created_by: 'local',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
} as const;
