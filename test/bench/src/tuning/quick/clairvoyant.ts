import type { TuningSettings } from '@ag06/contracts/tuning';
import { toBestSettings } from '../best-settings.ts';
import type { Scenario } from '../scenario.ts';
import { BURST_SECONDS } from '../service.ts';

/** Around what somebody would set who knows the service. */
const FACTORS = [0.8, 0.9, 1, 1.15, 1.3];
const RATE_FACTORS = [0.97, 0.99, 1, 1.01, 1.03];
const DELAY_FACTORS = [0.8, 0.9, 1, 1.15, 1.3, 1.6];
const BACKOFFS_MS = [500, 1_000, 2_000, 5_000];

/**
 * Settings of which a clairvoyant takes those that turn out best, with the same luck: more than anybody can know before, and nearly all that settings
 * which do not change can bring.
 */
export function toCandidates(scenario: Scenario): readonly TuningSettings[] {
  const best = toBestSettings(scenario);
  const { concurrency, ratePerSec, bySize = {} } = best;
  switch (scenario.name) {
    case 'knee':
      return FACTORS.map((factor) => ({ concurrency: Math.round(factor * (concurrency ?? 1)) }));
    case 'limit':
      return RATE_FACTORS.map((factor) => ({ ratePerSec: factor * (ratePerSec ?? 1) }));
    case 'outage':
      return BACKOFFS_MS.map((backoffMs) => ({ ...best, backoffMs }));
    case 'stragglers':
      return DELAY_FACTORS.map((factor) => ({ bySize: scale(bySize, factor) }));
    case 'flat':
      return [{}, { concurrency: 9 }, { concurrency: 11 }];
  }
}

type BySize = NonNullable<TuningSettings['bySize']>;

const scale = (bySize: BySize, factor: number): BySize =>
  Object.fromEntries(
    Object.entries(bySize).map(([size, { hedgeAfterMs }]) => [
      size,
      { hedgeAfterMs: Math.round(factor * (hedgeAfterMs ?? 0)) },
    ]),
  );

/**
 * What nobody can exceed, whatever is set or done: each call that the service's rate limit lets through ends a step, or each step that
 * was asked for is on time at once, and no call is in vain. Undefined where there is always work for a service without a limit.
 *
 * @param runs that were submitted
 */
export function toCeiling({ seconds, service, demand, worth }: Scenario, runs: number): number | undefined {
  const value = Math.max(...worth.map(({ onTimeValue }) => onTimeValue));
  const { acceptsPerSecond } = service;
  if (acceptsPerSecond !== null) return value * acceptsPerSecond * (seconds + BURST_SECONDS);
  return demand === 'backlog' ? undefined : value * runs;
}
