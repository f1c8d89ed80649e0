import type { BreakerSettings } from '@ag06/contracts';
import type { Slice } from './breaker-document.ts';

const SLICES = 10;

type Rate = NonNullable<BreakerSettings['failureRate']>;

/** How far back outcomes are remembered. */
export const windowMsOf = ({ failureRate, openForMs }: BreakerSettings): number =>
  failureRate?.windowMs ?? openForMs;

/** Adds outcomes to the window and drops old ones. A slice is a tenth of the window. */
export function addToWindow(
  window: readonly Slice[],
  windowMs: number,
  outcomes: { readonly successes: number; readonly failures: number },
  now: number,
): Slice[] {
  const kept = window.filter(({ at }) => at > now - windowMs);
  const last = kept.at(-1);
  if (last === undefined || now - last.at >= windowMs / SLICES) return [...kept, { at: now, ...outcomes }];
  const successes = last.successes + outcomes.successes;
  const failures = last.failures + outcomes.failures;
  return [...kept.slice(0, -1), { at: last.at, successes, failures }];
}

/** How many calls of the window succeeded. */
export const countSuccesses = (window: readonly Slice[]): number =>
  window.reduce((sum, { successes }) => sum + successes, 0);

/** Whether too large a share of the calls in the window failed. */
export function isOverRate(window: readonly Slice[], { threshold, minimumCalls }: Rate): boolean {
  let [successes, failures] = [0, 0];
  for (const slice of window) {
    successes += slice.successes;
    failures += slice.failures;
  }
  const calls = successes + failures;
  return calls >= minimumCalls && failures > 0 && failures >= threshold * calls;
}
