import { z } from 'zod';
import { PRIORITIES } from '../priority.ts';
import { KNOBS, type Knob, TUNING_BOUNDS } from './settings.ts';
import { SIZE_BUCKETS } from './size-bucket.ts';

/** What the optimizer does about an agent. `shadow`: it decides and publishes nothing. */
export const TUNING_MODES = ['off', 'shadow', 'canary', 'live'] as const;
export type TuningMode = (typeof TUNING_MODES)[number];

const AMOUNT_MAX = 1_000_000_000;
const amount = z.number().min(0).max(AMOUNT_MAX);

/** What the steps of one kind are worth, in any unit. Steps that no class names are worth what the defaults say. */
export const ObjectiveClass = z
  .strictObject({
    priority: z.enum(PRIORITIES).describe('Absent: all priorities.'),
    size: z
      .int()
      .min(0)
      .max(SIZE_BUCKETS - 1)
      .describe('The bucket of the size of the input; absent: all sizes.'),
    deadlineS: z
      .number()
      .positive()
      .max(AMOUNT_MAX)
      .nullable()
      .describe('From its arrival; null: it is never late.'),
    onTimeValue: amount,
    lateValue: amount.describe('Of a step that is done, but late.'),
    latePenalty: amount.describe('Charged when the deadline passes.'),
    lostPenalty: amount.describe('Of a step that fails for good.'),
  })
  .partial()
  .meta({ id: 'ObjectiveClass' });
export type ObjectiveClass = z.infer<typeof ObjectiveClass>;

/** What the fleet is to bring: the value of steps, less the cost of attempts and replicas. */
export const AgentObjective = z
  .strictObject({
    attemptCost: amount.describe('Of an attempt beyond the one that did the step.'),
    replicaCostPerSec: amount,
    classes: z.array(ObjectiveClass).max(PRIORITIES.length * SIZE_BUCKETS),
  })
  .partial()
  .meta({ id: 'AgentObjective', description: 'What is absent has a default.' });
export type AgentObjective = z.infer<typeof AgentObjective>;

const boundsOf = (knob: Knob, least: number = TUNING_BOUNDS[knob].min) =>
  z
    .strictObject({
      min: z.number().min(least).max(TUNING_BOUNDS[knob].max),
      max: z.number().min(TUNING_BOUNDS[knob].min).max(TUNING_BOUNDS[knob].max),
    })
    .refine(({ min, max }) => min <= max, { message: 'expected min at most max' })
    .optional();

/** The bounds within which the optimizer may set an agent's knobs, within the hard ones. */
export const AgentBounds = z
  .strictObject({
    concurrency: boundsOf('concurrency'),
    timeoutMs: boundsOf('timeoutMs'),
    maxAttempts: boundsOf('maxAttempts'),
    backoffMs: boundsOf('backoffMs'),
    hedgeAfterMs: boundsOf('hedgeAfterMs'),
    breakerThreshold: boundsOf('breakerThreshold'),
    breakerOpenMs: boundsOf('breakerOpenMs'),
    ageingMs: boundsOf('ageingMs'),
    ratePerSec: boundsOf('ratePerSec'),
    // Where none is allowed, the last worker may stop while nothing comes.
    replicas: boundsOf('replicas', 0),
  } satisfies Record<Knob, unknown>)
  .meta({ id: 'AgentBounds', description: 'A knob that is absent has the hard bounds.' });
export type AgentBounds = z.infer<typeof AgentBounds>;

/** A setting that a person keeps as it is. */
export const TuningLock = z
  .strictObject({
    reason: z.string().max(500).default(''),
    until: z
      .int()
      .min(0)
      .nullable()
      .default(null)
      .describe('Milliseconds since 1970; null: until it is unlocked.'),
  })
  .meta({ id: 'TuningLock' });
export type TuningLock = z.infer<typeof TuningLock>;

/** How an agent is to be tuned: by its definition in code, and over that by a person. */
export const AgentTuning = z
  .strictObject({
    objective: AgentObjective,
    bounds: AgentBounds,
    mode: z.enum(TUNING_MODES),
    locks: z.partialRecord(z.enum(KNOBS), TuningLock),
  })
  .partial()
  .meta({ id: 'AgentTuning' });
export type AgentTuning = z.infer<typeof AgentTuning>;
