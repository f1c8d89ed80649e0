import { z } from 'zod';
import { REASON_CODES } from '../reason-code.ts';

const settings = z.record(z.string(), z.json());

/** A change of settings, with everything that a person needs to judge it. */
export const Decision = z.strictObject({
  /** Seconds. */
  at: z.number(),
  version: z.int(),
  reason: z.enum(REASON_CODES),
  /** The settings that changed. */
  from: settings,
  to: settings,
  evidence: z.record(z.string(), z.number()),
  /** Value per second in the minute before, and in the minute after; null: not known, or not yet. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  /** What the model expected of the change, with 90 % of its error; null: nothing. */
  prediction: z.tuple([z.number(), z.number(), z.number()]).nullable(),
});
export type Decision = z.infer<typeof Decision>;
