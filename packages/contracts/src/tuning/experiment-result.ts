import { z } from 'zod';
import { ARMS } from './assign-arm.ts';
import { Moment } from './moment.ts';

const some = z.number().nullable();
const count = z.int().min(0);

/** What came of an arm so far. */
export const ArmResult = z
  .strictObject({
    mean: some.describe('Of the metric; null: nothing yet.'),
    results: count.describe('Steps, recorded runs, or blocks that are counted in the mean.'),
    steps: count.describe('Steps that are over.'),
    failed: count.describe('Of them, those that failed for good.'),
  })
  .meta({ id: 'ArmResult' });
export type ArmResult = z.infer<typeof ArmResult>;

/** The results of an experiment, valid at every look: kind `experiment-result` of the shared documents, by its id. */
export const ExperimentResult = z
  .strictObject({
    at: Moment.describe('Milliseconds since 1970.'),
    a: ArmResult,
    b: ArmResult,
    pairs: count.describe(
      'Observations of the test: means of as many results of each arm, or pairs of blocks.',
    ),
    batch: z
      .int()
      .min(1)
      .describe('Neighbouring pairs that count as one observation, because they are alike.'),
    difference: some.describe(
      'Of B to A: in the unit of the metric by run, as a share of it in a switchback. Null: nothing yet.',
    ),
    low: some.describe('Of the interval that holds the true difference at all looks together.'),
    high: some,
    p: z.number().min(0).max(1).describe('It only falls: it may be looked at at any time.'),
    better: z.enum(ARMS).nullable().describe('Null: not decided.'),
    sentence: z.string().max(500),
  })
  .meta({ id: 'ExperimentResult' });
export type ExperimentResult = z.infer<typeof ExperimentResult>;

/** Returns undefined for anything that is no result of this version. */
export function parseExperimentResult(text: string): ExperimentResult | undefined {
  try {
    return ExperimentResult.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
