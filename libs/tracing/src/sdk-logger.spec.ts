import { beforeEach, expect, it } from '@jest/globals';
import { SdkLogger } from './sdk-logger.js';

let lines: string[];
let now: number;
let logger: SdkLogger;

beforeEach(() => {
  lines = [];
  now = 0;
  const at = (level: string) => (message: string) => lines.push(`${level} ${message}`);
  const log = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
  logger = new SdkLogger(log, () => now);
});

it('speaks in the application’s log, each level at its own', () => {
  for (const level of ['error', 'warn', 'info', 'debug', 'verbose'] as const) logger[level](`of ${level}`);

  expect(lines).toEqual([
    'error OpenTelemetry: of error',
    'warn OpenTelemetry: of warn',
    'info OpenTelemetry: of info',
    'debug OpenTelemetry: of debug',
    'debug OpenTelemetry: of verbose',
  ]);
});

it('says the same once a minute, numbers and ids aside, and how often it was left out', () => {
  logger.warn('Dropped 17 spans of 4bf92f3577b34da6');
  now = 59_999;
  logger.warn('Dropped 18 spans of 5bf92f3577b34da6');
  logger.warn('Dropped 19 spans of 6bf92f3577b34da6');
  logger.warn('something else');
  now = 60_000;
  logger.warn('Dropped 20 spans of 7bf92f3577b34da6');
  now = 120_000;
  logger.warn('Dropped 21 spans of 8bf92f3577b34da6');

  expect(lines).toEqual([
    'warn OpenTelemetry: Dropped 17 spans of 4bf92f3577b34da6',
    'warn OpenTelemetry: something else',
    'warn OpenTelemetry: Dropped 20 spans of 7bf92f3577b34da6 (and 2 times more in the last minute)',
    'warn OpenTelemetry: Dropped 21 spans of 8bf92f3577b34da6',
  ]);
});

it('of an error that arrives as JSON says name, code and message, without a stack', () => {
  logger.error(JSON.stringify({ stack: 'Error: no\n  at x', name: 'Error', code: 'ECONNREFUSED', message: 'refused' }));

  expect(lines).toEqual(['error OpenTelemetry: Error: ECONNREFUSED: refused']);
});

it('cuts what is long', () => {
  logger.warn('x'.repeat(1_000));

  expect(lines).toEqual([`warn OpenTelemetry: ${'x'.repeat(300)}`]);
});

it('remembers only so many kinds: of the first of many it speaks again', () => {
  for (let length = 1; length <= 101; length++) logger.warn('x'.repeat(length));
  logger.warn('x'.repeat(101));
  expect(lines).toHaveLength(101);
  logger.warn('x');

  expect(lines).toHaveLength(102);
});
