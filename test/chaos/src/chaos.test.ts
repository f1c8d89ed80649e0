import { expect, it } from '@jest/globals';
import { renderViolations } from './render-violations.ts';
import { runChaos } from './run-chaos.ts';

it('keeps every promise for a minute of faults', async () => {
  const said: string[] = [];
  const report = await runChaos({
    ...{ broker: 'redis', seed: 4_606, minutes: 1, workers: 2, dispatchers: 2, submissionsPerSecond: 5 },
    say: (line) => void said.push(line),
    signal: AbortSignal.timeout(170_000),
  });
  if (report.violations.length > 0)
    process.stderr.write(`${[...said, ...renderViolations(report)].join('\n')}\n`);
  expect(report.violations).toEqual([]);
}, 180_000);
