import { z } from 'zod';
import { SIZE_BUCKETS } from './size-bucket.ts';

const DAY_MS = 86_400_000;

/** Hard bounds of all settings, whoever publishes them. */
export const TUNING_BOUNDS = {
  concurrency: { min: 1, max: 10_000 },
  timeoutMs: { min: 1, max: DAY_MS },
  maxAttempts: { min: 1, max: 1_000 },
  backoffMs: { min: 0, max: DAY_MS },
  hedgeAfterMs: { min: 1, max: DAY_MS },
  breakerThreshold: { min: 0.05, max: 1 },
  breakerOpenMs: { min: 100, max: 600_000 },
  ageingMs: { min: 0, max: 3_600_000 },
  ratePerSec: { min: 0.01, max: 1_000_000 },
  replicas: { min: 1, max: 10_000 },
} as const;
export type Knob = keyof typeof TUNING_BOUNDS;
export const KNOBS = Object.keys(TUNING_BOUNDS) as readonly Knob[];

const SIZE_PATTERN = new RegExp(`^[0-${SIZE_BUCKETS - 1}]$`);
const whole = (knob: Knob) => z.int().min(TUNING_BOUNDS[knob].min).max(TUNING_BOUNDS[knob].max);
const real = (knob: Knob) => z.number().min(TUNING_BOUNDS[knob].min).max(TUNING_BOUNDS[knob].max);

/** Settings of inputs of one size, instead of the agent's. */
export const SizeSettings = z
  .strictObject({
    hedgeAfterMs: whole('hedgeAfterMs').nullable().describe('Null: off.'),
    timeoutMs: whole('timeoutMs'),
  })
  .partial()
  .meta({ id: 'SizeSettings', description: 'A knob that is absent is as for all sizes.' });
export type SizeSettings = z.infer<typeof SizeSettings>;

/** The settings of one agent. A knob that is absent stays as each worker, agent and step has it by itself. */
export const TuningSettings = z
  .strictObject({
    concurrency: whole('concurrency').describe('Attempts at a time in each worker.'),
    timeoutMs: whole('timeoutMs').describe('Of one attempt, where its step names none.'),
    maxAttempts: whole('maxAttempts').describe('The first included.'),
    backoffMs: whole('backoffMs').describe('Before the second attempt.'),
    hedgeAfterMs: whole('hedgeAfterMs').nullable().describe('Null: off.'),
    breakerThreshold: real('breakerThreshold').nullable().describe('Share of failures; null: off.'),
    breakerOpenMs: whole('breakerOpenMs'),
    ageingMs: whole('ageingMs').nullable().describe('A level of priority; null: strict priority.'),
    ratePerSec: real('ratePerSec').nullable().describe('Null: none.'),
    replicas: whole('replicas'),
    bySize: z
      .record(z.string().regex(SIZE_PATTERN), SizeSettings)
      .describe(
        'By the bucket of the size of the input, 0 to 5: up to 64 B, 512 B, 4 KiB, 32 KiB, 256 KiB, all above.',
      ),
  })
  .partial()
  .meta({ id: 'TuningSettings', description: 'A knob that is absent stays static.' });
export type TuningSettings = z.infer<typeof TuningSettings>;

/** A name in `TuningSettings`. */
export const SETTING_NAMES = [...KNOBS, 'bySize'] as const satisfies readonly (keyof TuningSettings)[];
export type SettingName = (typeof SETTING_NAMES)[number];

/**
 * The knobs that workers apply to the attempts that they make, besides `bySize`. `ageingMs` acts where activations are sent, and
 * `replicas` where workers are scaled.
 */
export const APPLIED_KNOBS = [
  'concurrency',
  'timeoutMs',
  'maxAttempts',
  'backoffMs',
  'hedgeAfterMs',
  'breakerThreshold',
  'breakerOpenMs',
  'ratePerSec',
] as const satisfies readonly Knob[];
