import { z } from 'zod';
import { DEPENDENCY_PATTERN } from './breaker.ts';
import { toLaneUnit } from './lane.ts';
import { LIMITS } from './limits.ts';
import { RUN_ID_PATTERN, STEP_ID_PATTERN } from './names.ts';

export const ACTIVATION_VERSION = 1;

/**
 * How often a job of a newer version is handed back, every 5 s, for a process that understands it: for 10 minutes,
 * longer than a rolling upgrade takes. Then it is a dead letter.
 */
export const UNKNOWN_VERSION_DELIVERIES_MAX = 120;

/**
 * The BullMQ job that tells a worker "step s of run r is ready". It is a hint and never trusted: the claim reads
 * everything that matters from the store.
 */
export const Activation = z.object({
  v: z.literal(ACTIVATION_VERSION),
  runId: z.string().regex(RUN_ID_PATTERN),
  step: z.string().regex(STEP_ID_PATTERN),
  lane: z.int().min(0).optional(),
  attempt: z.int().min(1),
  dispatch: z.int().min(1),
  /** How many attempts before this one were refused by their service, and so do not count; absent: none. */
  refusals: z.int().min(0).optional(),
  /** The dependency whose breaker is asked before the claim, if the step names one. */
  dependency: z.string().regex(DEPENDENCY_PATTERN).optional(),
  traceparent: z.string().max(128).optional(),
  /** Of a sampled run: attributes of the spans of this job, so that nobody has to ask for its run. */
  correlationId: z.string().max(LIMITS.correlationIdLength).optional(),
});
export type Activation = z.infer<typeof Activation>;

/** Returns the key of a job within its run. With the run's id it is unique on the queue. */
export const toJobKey = (unit: string, dispatch: number): string => `${unit}.d${dispatch}`;

/** Returns the id of the BullMQ job of one dispatch. */
export const toJobId = (runId: string, unit: string, dispatch: number): string =>
  `${runId}.${toJobKey(unit, dispatch)}`;

/** Returns the unit that an activation names. */
export const unitOf = ({
  step,
  lane,
}: {
  readonly step: string;
  readonly lane?: number | undefined;
}): string => (lane === undefined ? step : toLaneUnit(step, lane));
