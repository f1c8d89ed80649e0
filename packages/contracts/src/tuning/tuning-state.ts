import { z } from 'zod';
import { TUNING_MODES } from './agent-tuning.ts';
import { Moment } from './moment.ts';
import { TuningSettings } from './settings.ts';

/** How many decisions of an agent its state tells. */
export const DECISIONS_TOLD = 50;

const some = z.number().nullable();
const values = z.record(z.string(), z.json());

/** What a change is expected to bring; the interval holds the truth with a probability of 90 %. */
export const TuningPrediction = z
  .strictObject({ of: z.string().max(64), value: z.number(), low: z.number(), high: z.number() })
  .meta({ id: 'TuningPrediction' });
export type TuningPrediction = z.infer<typeof TuningPrediction>;

/** A decision of the optimizer about one agent, with everything that a person needs to judge it. */
export const TuningDecision = z
  .strictObject({
    number: z.int().min(1).describe('From 1, in the order in which they were made.'),
    at: Moment.describe('Milliseconds since 1970.'),
    mode: z.enum(TUNING_MODES),
    version: z
      .int()
      .min(1)
      .nullable()
      .describe('Of the published settings; null: nothing was published, as in shadow.'),
    reason: z.string().max(64),
    from: values.describe('The settings that changed; one that is absent was static.'),
    to: values,
    evidence: z.record(z.string(), z.number()),
    prediction: TuningPrediction.nullable(),
    result: z
      .strictObject({ value: z.number(), isWithin: z.boolean() })
      .nullable()
      .describe('What was measured of what was predicted; null: not yet, or too little was seen.'),
    before: some.describe('Value per second in the minute before.'),
    after: some.describe('Value per second in the minute after; null: not yet, or nothing was published.'),
    sentence: z.string().max(2_000),
    undo: z
      .string()
      .max(500)
      .nullable()
      .describe('The command that takes it back; null: there is nothing to undo.'),
  })
  .meta({ id: 'TuningDecision' });
export type TuningDecision = z.infer<typeof TuningDecision>;

/** What is not done about a setting, and why. */
export const TuningStanding = z
  .strictObject({
    setting: z.string().max(64).nullable().describe('Null: all of them.'),
    reason: z.string().max(64),
    sentence: z.string().max(500),
  })
  .meta({ id: 'TuningStanding' });
export type TuningStanding = z.infer<typeof TuningStanding>;

/** What attempts have brought since a stage began. */
const TuningSide = z
  .strictObject({
    attempts: z.int().min(0),
    worth: z.number().describe('Of the value that was possible by the objective, a share.'),
    failures: z.number().describe('Of attempts, a share.'),
    ooms: z.int().min(0),
    p99Ms: z.number(),
  })
  .meta({ id: 'TuningSide' });

/** Settings that some workers try beside the rest. */
export const TuningStage = z.strictObject({
  stage: z.enum(['first', 'half']).describe('`first`: one worker in ten, and one at least.'),
  since: Moment,
  settings: z.array(z.string().max(64)).max(32).describe('Those that are tried.'),
  workers: z.array(z.string().max(128)).max(1_000).describe('The workers that try them.'),
  canary: TuningSide,
  rest: TuningSide,
  isGood: z.boolean().describe('Whether a window of 30 s has shown them to be as good as those of the rest.'),
  sentence: z.string().max(500),
});
export type TuningStage = z.infer<typeof TuningStage>;

/** What the leading optimizer does about one agent: kind `tuning-state` of the shared documents, by the agent's name. */
export const TuningState = z.strictObject({
  at: Moment,
  leader: z.string().min(1).max(128),
  fence: z.int().min(1),
  mode: z.enum(TUNING_MODES),
  /** Why nothing is changed for now; null: nothing stands against it. */
  frozen: z.string().max(500).nullable(),
  /** What the workers do by themselves, or a person has set. */
  static: TuningSettings,
  /** What the tuner would have in force. */
  wanted: TuningSettings,
  /** What a normal step is worth, and what an attempt costs, as they are used. */
  objective: z.strictObject({
    attemptCost: z.number(),
    replicaCostPerSec: z.number(),
    /** Of priority `normal`; null: it is never late. */
    deadlineS: some,
    onTimeValue: z.number(),
  }),
  /** What may be spent on trials, seconds of what the static settings bring; null: not known. */
  creditS: some,
  /** By the objective; null: not known. */
  valuePerSec: some,
  predictedPerSec: some,
  standing: z.array(TuningStanding).max(32),
  /** Absent: all workers have the same settings. */
  stage: TuningStage.exactOptional(),
  decisions: z.array(TuningDecision).max(DECISIONS_TOLD),
});
export type TuningState = z.infer<typeof TuningState>;

/** Returns undefined for anything that is no state of this version. */
export function parseTuningState(text: string): TuningState | undefined {
  try {
    return TuningState.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
