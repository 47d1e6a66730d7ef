import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';

const LOGGER = new URL('../../../dist/libs/tracing/src/logger.js', import.meta.url).href;

it('what was logged is written, also when the process is killed right after', () => {
  const program = `
    import { createLogger } from '${LOGGER}';
    const logger = createLogger('info');
    for (let n = 1; n <= 100; n++) logger.info('line ' + n);
    process.kill(process.pid, 'SIGKILL');
  `;
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: {},
  });

  expect(signal).toBe('SIGKILL');
  const messages = stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(messages).toEqual(Array.from({ length: 100 }, (_, n) => `line ${n + 1}`));
});
