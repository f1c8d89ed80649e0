import { z } from 'zod';

/** What may fail for many steps at once: an agent's own name, or one that a step or an agent gives. */
export const DEPENDENCY_PATTERN = /^[a-z0-9][a-z0-9._:-]{0,127}$/;

const PREFIX = 'breaker:';

/** Why a unit is blocked while the breaker of a dependency refuses calls. */
export const toBlockReason = (dependency: string): string => `${PREFIX}${dependency}`;

/** The dependency that such a reason names; undefined for any other reason. */
export const dependencyOf = (reason: string): string | undefined =>
  reason.startsWith(PREFIX) ? reason.slice(PREFIX.length) : undefined;

/** When a breaker opens, and how it closes again. Times in milliseconds. */
export const BreakerSettings = z.object({
  /** So many failures in a row, in the whole fleet, open it. */
  consecutiveFailures: z.int().min(1).max(10_000),
  /** At least this share of the calls of a window fails, if there were `minimumCalls`. */
  failureRate: z
    .object({
      threshold: z.number().gt(0).max(1),
      windowMs: z.int().min(1_000).max(3_600_000),
      minimumCalls: z.int().min(1).max(1_000_000),
    })
    .optional(),
  /** Open for so long, then calls are tried; twice as long after each try that fails, up to eight times. */
  openForMs: z.int().min(100).max(3_600_000),
  /** Half-open, so many calls in the whole fleet. */
  probes: z.int().min(1).max(1_000),
});
export type BreakerSettings = z.infer<typeof BreakerSettings>;

export const DEFAULT_BREAKER: BreakerSettings = { consecutiveFailures: 5, openForMs: 10_000, probes: 5 };
