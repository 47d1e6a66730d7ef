import { expect, it } from '@jest/globals';
import { createLogger } from './logger.js';

it('a secret that is a field of a line is not in it', () => {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => void lines.push(line) });

  for (const name of ['password', 'token', 'api_key', 'authorization', 'cookie', 'secret']) {
    logger.info({ [name]: 'sesame', user: 'ann' }, 'signed in');
  }

  expect(lines).toHaveLength(6);
  for (const line of lines) expect(line).toContain('"user":"ann"');
  expect(lines.join('')).not.toContain('sesame');
});
