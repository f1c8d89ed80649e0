import { z } from 'zod';
import { REASON_CODES } from '../reason-code.ts';

const settings = z.record(z.string(), z.json());

/**
 * What the model expects of a change. Its interval holds the truth with a probability of 90 %. `valuePerSec`: by the objective,
 * while the settings are in force. `missShare`: of jobs, in the minute after. `arrivalsPerSec`: the most within a boot.
 */
export const Prediction = z.strictObject({
  of: z.enum(['valuePerSec', 'missShare', 'arrivalsPerSec']),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  /** The time in which it is to come true, seconds after the decision. */
  seconds: z.number(),
});
export type Prediction = z.infer<typeof Prediction>;

/** What was measured of what was predicted. */
export const Result = z.strictObject({
  value: z.number(),
  /** Over which it was measured: until the settings changed again, a minute at most. */
  seconds: z.number(),
  /** Whether it lies in the interval, as far as it can be measured. */
  isWithin: z.boolean(),
});
export type Result = z.infer<typeof Result>;

/** A change of settings, or what was found of one, with everything that a person needs to judge it. */
export const Decision = z.strictObject({
  /** Seconds. */
  at: z.number(),
  version: z.int(),
  reason: z.enum(REASON_CODES),
  /** The settings that changed. Of `ACCEPT`: those that stay now, and those that they replace. */
  from: settings,
  to: settings,
  evidence: z.record(z.string(), z.number()),
  /** Of a person's change, or what the numbers do not say. */
  note: z.string().max(500).optional(),
  /** Value per second in the minute before, and in the minute after; null: not known, or not yet. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  /** Null: nothing is predicted. */
  prediction: Prediction.nullable(),
  /** Null: not yet, or never, because too little was seen before the next change. */
  result: Result.nullable(),
});
export type Decision = z.infer<typeof Decision>;
