import { BreakerSettings } from '@ag06/contracts';
import { z } from 'zod';

/**
 * What a fleet knows of one dependency, in a document that every process reads and that only changes by
 * compare-and-set. All times are the store's, milliseconds since 1970.
 */
export const TRANSITIONS_KEPT = 100;

/** Units whose failures in a row are remembered, so that none counts twice. */
export const FAILED_UNITS_KEPT = 100;

const time = z.int().min(0);
const count = z.int().min(0);
/** Steps and items, each named once. */
const failed = z.array(z.string()).default([]);

/**
 * - `closed`: calls go through. `failures`: how many failed in a row, those of `failed` among them. `isProven`: some
 *   call has
 * succeeded. From the first failure until then, and after many failures in a row, only as many calls are in flight as
 * failures would open it.
 * - `open`: no call goes through. After `until` it counts as half-open without a probe.
 * - `half-open`: `probes` calls are tried; those of `failed` have failed.
 * - `off`: an operator turned it off. Calls go through, whatever their outcome.
 */
const BreakerState = z.discriminatedUnion('is', [
  z.object({ is: z.literal('closed'), since: time, isProven: z.boolean(), failures: count, failed }),
  z.object({ is: z.literal('open'), since: time, until: time, failures: count }),
  z.object({ is: z.literal('half-open'), since: time, failures: count, failed }),
  z.object({ is: z.literal('off'), since: time, failures: z.literal(0) }),
]);
export type BreakerState = z.infer<typeof BreakerState>;

const STATES = ['closed', 'open', 'half-open', 'off'] as const;

/** Why a breaker changed its state. */
const TRANSITION_CAUSES = [
  'consecutive-failures',
  'failure-rate',
  'time',
  'probe-failed',
  'probe-succeeded',
  'operator',
] as const;

const Transition = z.object({
  at: time,
  from: z.enum(STATES),
  to: z.enum(STATES),
  why: z.enum(TRANSITION_CAUSES),
});
export type Transition = z.infer<typeof Transition>;

/** One call that may be in flight. Its holder renews it; a permit not renewed until `until` comes back by itself. */
const Permit = z.object({ id: z.string(), since: time, until: time });

/** A failed call: the error, and its step or item. */
export const FailedCall = z.object({
  code: z.string(),
  message: z.string(),
  run: z.string(),
  step: z.string(),
  item: z.int().optional(),
  attempt: z.int().min(1).default(1),
});
export type FailedCall = z.infer<typeof FailedCall>;

const LastError = FailedCall.extend({ at: time });
export type LastError = z.infer<typeof LastError>;

/** Outcomes of a part of the window, which began `at`. */
const Slice = z.object({ at: time, successes: count, failures: count });
export type Slice = z.infer<typeof Slice>;

export const BreakerDocument = z.object({
  v: z.literal(1),
  /** The writer of this version, so that two writers never write the same text. */
  writer: z.string(),
  /** The settings of the last process that changed it. */
  settings: BreakerSettings,
  state: BreakerState,
  permits: z.array(Permit),
  /** Outcomes since it closed, oldest first: within the failure rate's window, or within its open time. */
  window: z.array(Slice),
  /** The last failure that counts; absent if there was none. */
  lastError: LastError.optional(),
  /** When the last successful call ended. */
  lastGoodAt: time.optional(),
  /** How many calls succeeded since it was last open for its time. */
  answered: count.default(0),
  /** When the call ended whose success made the service count as well. */
  wellAt: time.optional(),
  /** Steps and items that failed lately, oldest first: a short hash of each, and when it first failed, in base 36. */
  suspects: z.array(z.string()).readonly().default([]),
  /** When the last failure happened that is no longer remembered. */
  forgottenAt: time.optional(),
  totals: z.object({ successes: count, failures: count, refused: count, opened: count }),
  /** The last ones, oldest first. */
  transitions: z.array(Transition),
});
export type BreakerDocument = z.infer<typeof BreakerDocument>;

/** The document of a dependency that nobody has called yet. */
export function newBreakerDocument(settings: BreakerSettings, now: number): BreakerDocument {
  return {
    v: 1,
    writer: '',
    settings,
    state: { is: 'closed', since: now, isProven: false, failures: 0, failed: [] },
    permits: [],
    window: [],
    answered: 0,
    suspects: [],
    totals: { successes: 0, failures: 0, refused: 0, opened: 0 },
    transitions: [],
  };
}

/** Returns undefined if the text is no document of this version. The next writer replaces it. */
export function parseBreakerDocument(text: string): BreakerDocument | undefined {
  try {
    const parsed = BreakerDocument.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
