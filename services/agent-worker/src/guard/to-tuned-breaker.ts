import { type BreakerSettings, DEFAULT_BREAKER } from '@ag06/contracts';
import type { TuningSettings } from '@ag06/contracts/tuning';

/** Design, section 5.6. */
const WINDOW_MS = 10_000;
const MINIMUM_CALLS = 8;
const OPEN_MS = 5_000;
/** So unlikely are that many failures in a row of a service whose calls fail as often as the threshold says. */
const BY_CHANCE = 1e-4;
const IN_A_ROW_MAX = 20;

/**
 * Returns the breaker of an agent that says nothing about it, as published settings have it. `null`: off. Undefined: no
 * setting speaks of it.
 */
export function toTunedBreaker({
  breakerThreshold: threshold,
  breakerOpenMs,
}: TuningSettings): BreakerSettings | null | undefined {
  if (threshold === null) return null;
  if (threshold === undefined)
    return breakerOpenMs === undefined ? undefined : { ...DEFAULT_BREAKER, openForMs: breakerOpenMs };
  const inARow = threshold < 1 ? Math.ceil(Math.log(BY_CHANCE) / Math.log(threshold)) : IN_A_ROW_MAX;
  return {
    ...DEFAULT_BREAKER,
    consecutiveFailures: Math.min(IN_A_ROW_MAX, Math.max(DEFAULT_BREAKER.consecutiveFailures, inARow)),
    failureRate: { threshold, windowMs: WINDOW_MS, minimumCalls: MINIMUM_CALLS },
    openForMs: breakerOpenMs ?? OPEN_MS,
  };
}
