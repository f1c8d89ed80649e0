import { z } from 'zod';
import { NAME_PATTERN } from '../names.ts';
import { ARMS, type Arm } from './assign-arm.ts';
import { Moment } from './moment.ts';
import { APPLIED_KNOBS, SETTING_NAMES, type SettingName, TuningSettings } from './settings.ts';

/** `run`: each run has an arm. `switchback`: all runs have the same one, in blocks of time A-B-B-A. */
export const ASSIGNMENTS = ['run', 'switchback'] as const;
export type Assignment = (typeof ASSIGNMENTS)[number];

/** What is compared of a step, or of a second of a block. More is better. `recorded`: what the caller has measured. */
export const METRICS = ['value', 'success', 'throughput', 'recorded'] as const;
export type Metric = (typeof METRICS)[number];

/** The settings that touch only the attempts of one run. All others are shared, and need a switchback. */
export const RUN_SETTINGS = [
  'timeoutMs',
  'maxAttempts',
  'backoffMs',
  'hedgeAfterMs',
  'bySize',
] as const satisfies readonly SettingName[];

/** The settings that may be compared at all. */
export const ARM_SETTINGS: readonly SettingName[] = [...APPLIED_KNOBS, 'bySize'];

export const EXPERIMENT_ID_PATTERN = /^x-[0-9a-f]{16}$/;

const at = Moment;
const by = z.string().min(1).max(128);
const sentence = z.string().max(500);

/** What a person asks to be compared. */
export const ExperimentPlan = z
  .strictObject({
    agent: z.string().regex(NAME_PATTERN),
    arms: z
      .array(TuningSettings)
      .length(2)
      .describe(
        'A, what is in force so far, and B, what may be better. A setting that an arm does not name is as published.',
      ),
    assignment: z
      .enum(ASSIGNMENTS)
      .describe('`run`: each run has an arm. `switchback`: all have the same one, in blocks of time.'),
    metric: z
      .enum(METRICS)
      .default('value')
      .describe(
        'Of a step, or of a second of a block: what it brings by the objective, whether it succeeds, how many succeed; `recorded`: what you record of runs.',
      ),
    alpha: z
      .number()
      .min(0.001)
      .max(0.2)
      .default(0.02)
      .describe('The share of experiments without a difference that may find one.'),
    blockSeconds: z.int().min(5).max(86_400).default(30).describe('Of a switchback.'),
    promote: z
      .enum(['person', 'auto'])
      .default('person')
      .describe('Who publishes the settings of the winner. `auto`: the optimizer, as soon as it is decided.'),
    reason: sentence.default(''),
  })
  .meta({ id: 'ExperimentPlan' });
export type ExperimentPlan = z.infer<typeof ExperimentPlan>;

/**
 * `running`; `decided`: one arm is better, by the results or by a person's word; `futile`: so many pairs have shown nothing
 * that A stays; `stopped`: by a person; `aborted`: B did harm.
 */
export const EXPERIMENT_STATUSES = ['running', 'decided', 'futile', 'stopped', 'aborted'] as const;

/** An experiment: kind `experiment` of the shared documents, by its id. Workers follow it while it runs. */
export const ExperimentDocument = z.strictObject({
  ...ExperimentPlan.shape,
  /** By the store's clock: blocks are counted from here. */
  startedAt: at,
  by,
  status: z.enum(EXPERIMENT_STATUSES),
  /** Why no arm is in force for now; absent: both are. */
  paused: sentence.exactOptional(),
  /** Of one that does not run any more. */
  ended: z.strictObject({ at, by, winner: z.enum(ARMS).nullable(), sentence }).exactOptional(),
  /** The winner's settings were published then. */
  promoted: z.strictObject({ at, by, arm: z.enum(ARMS), version: z.int().min(0) }).exactOptional(),
});
export type ExperimentDocument = z.infer<typeof ExperimentDocument>;

/** An experiment as the shared documents have it. */
export interface StoredExperiment {
  readonly id: string;
  /** Of the shared document. */
  readonly version: number;
  readonly document: ExperimentDocument;
}

const TEXT_MAX = 64 * 1024;

/** Returns undefined for anything that is no experiment of this version. */
export function parseExperiment(text: string): ExperimentDocument | undefined {
  if (text.length > TEXT_MAX) return undefined;
  try {
    return ExperimentDocument.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Returns the settings of each arm. */
export const armsOf = ({
  arms: [a = {}, b = {}],
}: Pick<ExperimentPlan, 'arms'>): Record<Arm, TuningSettings> => ({
  a,
  b,
});

/** The settings that nothing else may change while it runs: those of both arms, and those that would go over them. */
export function settingsUnder({ arms }: Pick<ExperimentPlan, 'arms'>): readonly SettingName[] {
  const named = SETTING_NAMES.filter((name) => arms.some((arm) => arm[name] !== undefined));
  const isSized = named.some((name) => name === 'timeoutMs' || name === 'hedgeAfterMs');
  return isSized && !named.includes('bySize') ? [...named, 'bySize'] : named;
}

/**
 * Returns what is in force in an arm. An arm that names a time-out or a hedge means it for inputs of all sizes, unless it names
 * sizes as well.
 */
export function toArmSettings(inForce: TuningSettings, arm: TuningSettings): TuningSettings {
  const { bySize, ...rest } = inForce;
  if (arm.bySize !== undefined || bySize === undefined) return { ...inForce, ...arm };
  const sizes = Object.entries(bySize).map(([size, { timeoutMs, hedgeAfterMs }]) => [
    size,
    {
      ...(arm.timeoutMs === undefined && timeoutMs !== undefined && { timeoutMs }),
      ...(arm.hedgeAfterMs === undefined && hedgeAfterMs !== undefined && { hedgeAfterMs }),
    },
  ]);
  return { ...rest, bySize: Object.fromEntries(sizes), ...arm };
}

/** The name of the event in a run's log that tells the experiment and the arm of an attempt. */
export const EXPERIMENT_ARM_EVENT = 'experiment.arm';

/** The stream of the default tenant that has what was recorded of an experiment, an event for each run. */
export const toRecordsStream = (id: string): string => `experiment.${id}`;
/** The type of these events; their data is `{ value }`. */
export const EXPERIMENT_RECORD_EVENT = 'experiment.recorded';
export const RecordedResult = z.strictObject({ value: z.number().min(-1e12).max(1e12) });
export type RecordedResult = z.infer<typeof RecordedResult>;
