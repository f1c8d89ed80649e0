import { z } from 'zod';

/** A dependency may fail for many steps at once: an agent's own name, or a name that a step or an agent gives. */
export const DEPENDENCY_PATTERN = /^[a-z0-9][a-z0-9._:-]{0,127}$/;

const PREFIX = 'breaker:';

/** Returns the reason of a unit that is blocked by the breaker of a dependency. */
export const toBlockReason = (dependency: string): string => `${PREFIX}${dependency}`;

/** Returns the dependency of such a reason; undefined for any other reason. */
export const dependencyOf = (reason: string): string | undefined =>
  reason.startsWith(PREFIX) ? reason.slice(PREFIX.length) : undefined;

/** When a breaker opens, and how it closes again. Times in milliseconds. */
export const BreakerSettings = z.object({
  /** This many failures in a row, in the whole fleet, open it. */
  consecutiveFailures: z.int().min(1).max(10_000),
  /** This share of the failed calls in a window opens it, if there were `minimumCalls`. */
  failureRate: z
    .object({
      threshold: z.number().gt(0).max(1),
      windowMs: z.int().min(1_000).max(3_600_000),
      minimumCalls: z.int().min(1).max(1_000_000),
    })
    .optional(),
  /** How long the breaker is open before calls are tried. */
  openForMs: z.int().min(100).max(3_600_000),
  /** How many calls of the whole fleet are tried while it is half-open. */
  probes: z.int().min(1).max(1_000),
});
export type BreakerSettings = z.infer<typeof BreakerSettings>;

export const DEFAULT_BREAKER: BreakerSettings = { consecutiveFailures: 5, openForMs: 10_000, probes: 5 };
