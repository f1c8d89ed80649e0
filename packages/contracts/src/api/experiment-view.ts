import { z } from 'zod';
import { NAME_PATTERN, RUN_ID_PATTERN } from '../names.ts';
import { ARMS } from '../tuning/assign-arm.ts';
import { EXPERIMENT_STATUSES, ExperimentPlan, RecordedResult } from '../tuning/experiment.ts';
import { ExperimentResult } from '../tuning/experiment-result.ts';

/** Answers and requests of the API about experiments. */
const time = z.iso.datetime();
const arm = z.enum(ARMS);
const reason = z.string().max(500).default('');
const plan = ExperimentPlan.shape;

export const ExperimentResultView = ExperimentResult.omit({ at: true })
  .extend({ at: time })
  .meta({ id: 'ExperimentResultView' });
export type ExperimentResultView = z.infer<typeof ExperimentResultView>;

export const ExperimentView = z
  .object({
    id: z.string(),
    agent: plan.agent,
    arms: plan.arms,
    assignment: plan.assignment,
    metric: z.string(),
    alpha: z.number(),
    blockSeconds: z.int(),
    promote: z.enum(['person', 'auto']),
    reason: z.string(),
    startedAt: time,
    by: z.string(),
    status: z.enum(EXPERIMENT_STATUSES),
    paused: z
      .string()
      .nullable()
      .describe('Why no arm is in force for now; null: nothing stands against it.'),
    ended: z
      .object({
        at: time,
        by: z.string(),
        winner: arm.nullable().describe('Null: none.'),
        sentence: z.string(),
      })
      .nullable()
      .describe('Null: it runs.'),
    promoted: z
      .object({ at: time, by: z.string(), arm, version: z.int() })
      .nullable()
      .describe('The settings of an arm were published, under this version; null: not.'),
    result: ExperimentResultView.nullable().describe('Null: no optimizer has told any.'),
  })
  .meta({ id: 'Experiment' });
export type ExperimentView = z.infer<typeof ExperimentView>;

export const ExperimentListView = z
  .object({ items: z.array(ExperimentView).describe('The newest first.') })
  .meta({ id: 'ExperimentList' });
export type ExperimentListView = z.infer<typeof ExperimentListView>;

/** `GET /v1/experiments`. */
export const ExperimentsQuery = z.strictObject({ agent: z.string().regex(NAME_PATTERN).optional() });
export type ExperimentsQuery = z.infer<typeof ExperimentsQuery>;

/** `POST /v1/experiments/{experiment}/decide`. */
export const ExperimentDecision = z
  .strictObject({
    winner: arm,
    promote: z.boolean().default(false).describe('Whether its settings are published at once.'),
    reason,
  })
  .meta({ id: 'ExperimentDecision' });
export type ExperimentDecision = z.infer<typeof ExperimentDecision>;

/** `POST /v1/experiments/{experiment}/promote`. */
export const ExperimentPromotion = z.strictObject({ reason }).meta({ id: 'ExperimentPromotion' });
export type ExperimentPromotion = z.infer<typeof ExperimentPromotion>;

/** `POST /v1/experiments/{experiment}/stop`. */
export const ExperimentStop = z.strictObject({ reason }).meta({ id: 'ExperimentStop' });
export type ExperimentStop = z.infer<typeof ExperimentStop>;

const RESULTS_MAX = 1_000;

/** `POST /v1/experiments/{experiment}/results`: what the caller has measured of runs. */
export const ExperimentRecords = z
  .strictObject({
    results: z
      .array(z.strictObject({ runId: z.string().regex(RUN_ID_PATTERN), ...RecordedResult.shape }))
      .max(RESULTS_MAX)
      .refine((results) => results.length > 0, { message: 'expected at least one result' })
      .describe('One for each run. A run that was recorded already keeps its first value.'),
  })
  .meta({ id: 'ExperimentRecords' });
export type ExperimentRecords = z.infer<typeof ExperimentRecords>;

export const ExperimentRecorded = z
  .object({
    recorded: z.int(),
    known: z.int().describe('Runs that were recorded before: their values stay as they were.'),
    arms: z.array(z.object({ runId: z.string(), arm })).describe('In the order of the request.'),
  })
  .meta({ id: 'ExperimentRecorded' });
export type ExperimentRecorded = z.infer<typeof ExperimentRecorded>;
