import { afterAll, describe, expect, it } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { OtlpReceiver } from '#testing/tracing';
import { ApiProcess, killApiProcesses } from './api-process.js';

afterAll(() => killApiProcesses());

const TREE = `POST /api/tasks 201 # ms
└─ create_task # ms ● task.created.v1
   ├─ create_task_entity # ms
   │  ├─ validate_input # ms
   │  └─ create_domain_object # ms
   └─ event_store.append # ms
      ├─ serialize_task # ms
      ├─ insert commits # ms
      └─ publish_domain_events # ms
trace `;

/** What it printed when one task was created and one refused. */
async function printed(by: 'node' | 'terminal', environment: Readonly<Record<string, string>> = {}) {
  const api = await ApiProcess.start({
    by,
    environment: { PORT: '0', DATABASE_URL: 'memory:', TERM: 'xterm', ...environment },
  });
  const traces: string[] = [];
  for (const priority of ['high', 'urgent']) {
    const { headers } = await fetch(`${stripVTControlCharacters(api.url)}/api/tasks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Implement feature X', priority }),
    });
    traces.push(headers.get('traceresponse')?.split('-')[1] ?? '');
  }
  if (by === 'terminal') api.signalInTerminal('SIGTERM');
  else api.signal('SIGTERM');
  expect(await api.ended()).toBe(0);
  expect(api.output).toContain('stopped');
  const text = stripVTControlCharacters(api.output)
    .replaceAll('\r', '')
    .replaceAll(/[\d.]+ ms/g, '# ms');
  return { text, coloured: api.output, traces };
}

describe('in a terminal', () => {
  it('each request prints its trace as a tree, with domain events and errors', async () => {
    const { text, traces } = await printed('terminal');

    expect(text).toContain(`${TREE}${traces[0]}\n`);
    expect(text).toContain(`POST /api/tasks 400 # ms
└─ create_task # ms ✗ Validation failed (validation)
   └─ create_task_entity # ms ✗ Invalid input (validation)
      └─ validate_input # ms ✗ Validation failed (validation)
trace ${traces[1]}`);
  });

  it('has colours, but not with NO_COLOR', async () => {
    const [colours, none] = [await printed('terminal'), await printed('terminal', { NO_COLOR: '1' })];

    expect(colours.coloured).toContain('\u001B[31m✗');
    expect(none.coloured).not.toContain('\u001B[31m');
    expect(none.text).toContain(TREE);
  });

  it('nothing is printed with TRACES_CONSOLE=off, or where an endpoint is set', async () => {
    const receiver = await OtlpReceiver.start();
    const off = await printed('terminal', { TRACES_CONSOLE: 'off' });
    const exported = await printed('terminal', { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    await receiver.stop();

    expect(off.text).not.toContain('└─');
    expect(exported.text).not.toContain('└─');
  });
});

it('nothing is printed where there is no terminal, and no colours', async () => {
  const { text, coloured } = await printed('node');

  expect(text).not.toContain('└─');
  expect(coloured).not.toContain('\u001B');
});
