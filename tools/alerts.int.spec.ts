import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const isInstalled = promtool('--version')[0] === 0;
const MISSING = 'there is no promtool here: apt-get install prometheus';
if (!isInstalled && process.env.CI) throw new Error(`the alerts may not go unchecked in CI: ${MISSING}`);
if (!isInstalled) writeSync(2, `the alerts are not checked: ${MISSING}\n`);
const describeIt = isInstalled ? describe : describe.skip;

describeIt('promtool', () => {
  it('takes the configuration of Prometheus, and the rules that it names', () => {
    const [status, output] = promtool('check', 'config', 'deploy/prometheus/prometheus.yaml');

    expect([status, output]).toEqual([0, expect.stringMatching(/alerts\.yaml\s+SUCCESS: \d+ rules found/)]);
  });

  it('sees each alert fire where it has to, say where to look, and be silent otherwise', () => {
    expect(promtool('test', 'rules', 'tools/testing/alerts.test.yaml')).toEqual([
      0,
      expect.stringContaining('SUCCESS'),
    ]);
  });
});

function promtool(...args: readonly string[]): readonly [status: number | null, output: string] {
  const { status, stdout = '', stderr = '' } = spawnSync('promtool', args, { cwd: ROOT, encoding: 'utf8' });
  return [status, `${stdout}${stderr}`];
}
