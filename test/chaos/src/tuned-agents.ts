import type { AgentBounds } from '@ag06/contracts/tuning';

/** The agents of the load, whose settings the fleet's optimizers decide. */
export const TUNED_AGENTS = ['chaos.work', 'chaos.other'] as const;

/** Tuned within these, no step of the load fails that was not told to: it may fail twice, and takes 15 s at most. */
export const TUNED_BOUNDS = {
  concurrency: { min: 2, max: 12 },
  timeoutMs: { min: 20_000, max: 120_000 },
  maxAttempts: { min: 3, max: 6 },
  backoffMs: { min: 20, max: 1_000 },
  ratePerSec: { min: 20, max: 1_000 },
} as const satisfies AgentBounds;

/** What no setting changes: a step fails for good after so many attempts at the earliest. */
export const TUNED_ATTEMPTS = TUNED_BOUNDS.maxAttempts;
