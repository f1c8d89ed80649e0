import type { BrokerName } from '../broker-under-test.ts';
import type { Violation } from '../history.ts';
import { renderViolations } from '../render-violations.ts';
import { runChaos } from '../run-chaos.ts';

/** A minute of seeded faults on this broker, with as little load as finds something; says what happened if it does. */
export async function violationsInAMinute(
  broker: BrokerName,
  seed: number,
  limitMs: number,
): Promise<readonly Violation[]> {
  const said: string[] = [];
  const report = await runChaos({
    broker,
    seed,
    minutes: 1,
    workers: 2,
    dispatchers: 2,
    submissionsPerSecond: 5,
    say: (line) => void said.push(line),
    signal: AbortSignal.timeout(limitMs),
  });
  if (report.violations.length > 0)
    process.stderr.write(`${[...said, ...renderViolations(report)].join('\n')}\n`);
  return report.violations;
}
