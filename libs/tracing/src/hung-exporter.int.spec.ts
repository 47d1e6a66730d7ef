import { afterAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { OtlpReceiver } from '#testing/tracing';

const TRACING = new URL('../../../dist/libs/tracing/src/index.js', import.meta.url).href;
const SPANS = 1_000_000;
/** The queue of 16,384 spans with room for what is on its way. */
const MOST_BYTES = 128 * 1024 ** 2;

const program = `
  import { startTracing, withSpan } from '${TRACING}';
  import { setImmediate as turn } from 'node:timers/promises';
  const warnings = [];
  const log = { error: (m) => warnings.push(m), warn: (m) => warnings.push(m), info() {}, debug() {} };
  startTracing({ serviceName: 'clew-api', environment: 'production', olderNames: false, log });
  const batch = async (count) => {
    for (let n = 0; n < count; n++) {
      withSpan('count_items', (span) => span.setAttributes({ 'items.count': n, text: 'x'.repeat(50) + n }));
      if (n % 1000 === 0) await turn();
    }
  };
  await batch(50_000);
  gc();
  const before = process.memoryUsage().heapUsed;
  await batch(${SPANS});
  gc();
  const grown = process.memoryUsage().heapUsed - before;
  process.stdout.write(JSON.stringify({ grown, warnings }));
  process.exit(0);
`;

let receiver: OtlpReceiver;
afterAll(() => receiver.stop());

it(`T4 ${SPANS} spans before an exporter that hangs hold bounded memory, and the dropped ones are counted`, async () => {
  receiver = await OtlpReceiver.start({ silent: true });
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', program], {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '2000',
      OTEL_BSP_SCHEDULE_DELAY: '200',
      OTEL_BSP_EXPORT_TIMEOUT: '2000',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  await once(child, 'close');
  const { grown, warnings } = JSON.parse(output) as { grown: number; warnings: string[] };

  expect(grown).toBeLessThan(MOST_BYTES);
  expect(warnings.join('\n')).toMatch(/Dropped \d+ spans because maxQueueSize reached/);
}, 120_000);
