import { afterAll, expect, it, jest } from '@jest/globals';
import { RecordedSpans } from '#testing/tracing';
import { RunningApi } from './running-api.js';

const spans = new RecordedSpans();
afterAll(() => spans.stop());

it('the log names the trace of the event that has been waiting for long, once a minute', async () => {
  const lines: string[] = [];
  const api = await RunningApi.start({ LOG_LEVEL: 'warn' }, { log: { write: (line) => void lines.push(line) } });
  try {
    await api.projection.subscription.stop();
    const response = await api.send('POST', '/api/tasks', { title: 'A' });
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now');
    for (const seconds of [5, 12, 13]) {
      clock.mockReturnValue(now + seconds * 1_000);
      await (await api.fetch('/metrics')).text();
    }
    clock.mockRestore();

    const [, traceId] = (response.headers.get('traceresponse') ?? '').split('-');
    const told = lines.filter((line) => line.includes(`${api.projection.readModel.lease}: event`));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('has been waiting for 12 s');
    expect(told[0]).toContain(`trace ${traceId}`);
  } finally {
    await api.stop();
  }
});
