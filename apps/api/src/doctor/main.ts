import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { examine, type Finding } from '#libs/tracing';

const USAGE = `npm run doctor [-- --json]
Looks for the reason why no traces arrive. The exit code says what was found; docs/configuration.md has the variables.`;

function isJson(): boolean {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values.json;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
    process.exit(2);
  }
}

function print({ check, ok, message }: Finding): void {
  process.stdout.write(`${ok ? 'ok   ' : 'FAULT'} ${check.padEnd(9)} ${message}\n`);
}

if (existsSync('.env')) process.loadEnvFile();
const asJson = isJson();
const findings: Finding[] = [];
for await (const finding of examine(process.env)) {
  findings.push(finding);
  if (!asJson) print(finding);
}
if (asJson) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
process.exit(findings.find(({ ok }) => !ok)?.exitCode ?? 0);
