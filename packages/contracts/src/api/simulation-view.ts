import { z } from 'zod';
import { TuningSettings } from '../tuning/settings.ts';
import { MomentField } from './moment-field.ts';

/** Requests and answers about what other settings of an agent would bring. */
const time = z.iso.datetime();
const count = z.int().min(0);
const known = TuningSettings.shape;

const SimulatedSettings = z
  .strictObject({
    concurrency: known.concurrency.unwrap().exactOptional(),
    replicas: known.replicas.unwrap().exactOptional(),
    timeoutMs: known.timeoutMs.unwrap().exactOptional(),
    maxAttempts: known.maxAttempts.unwrap().exactOptional(),
    backoffMs: known.backoffMs.unwrap().exactOptional(),
    hedgeAfterMs: known.hedgeAfterMs.unwrap().exactOptional(),
    ageingMs: known.ageingMs.unwrap().exactOptional(),
    ratePerSec: known.ratePerSec.unwrap().exactOptional(),
  })
  .meta({ id: 'SimulatedSettings', description: 'A setting that is absent stays as it is.' });

/** The most runs whose logs are read. */
const SIMULATED_RUNS_MAX = 5_000;

/** `POST /v1/tuning/{agent}/simulate`. */
export const SimulationOrder = z
  .strictObject({
    settings: SimulatedSettings.default({}).describe('What is proposed. None: only the replay is compared.'),
    now: z
      .strictObject({
        concurrency: known.concurrency.unwrap().exactOptional(),
        replicas: known.replicas.unwrap().exactOptional(),
      })
      .default({})
      .describe('What was in force in that time, if it is not what is in force now.'),
    from: MomentField.exactOptional().describe('Absent: a day before `to`.'),
    to: MomentField.exactOptional().describe('Absent: now.'),
    runs: z
      .int()
      .min(1)
      .max(SIMULATED_RUNS_MAX)
      .default(2_000)
      .describe('The most runs whose logs are read, evenly over the time.'),
  })
  .meta({ id: 'SimulationOrder' });
export type SimulationOrder = z.infer<typeof SimulationOrder>;

const Estimate = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .meta({ id: 'SimulationEstimate', description: 'With a probability of 90 % between `low` and `high`.' });

export const SimulationView = z
  .object({
    agent: z.string(),
    sentence: z.string().describe('What the change would bring.'),
    from: time,
    to: time,
    now: SimulatedSettings.describe('What was in force.'),
    proposed: SimulatedSettings,
    measures: z.array(
      z.object({
        measure: z
          .string()
          .describe(
            'Waits and durations in milliseconds; shares of steps; `openShare`: not ended when the time was over.',
          ),
        recorded: z.number(),
        now: Estimate.describe('The replay of what was in force: compare it with `recorded`.'),
        proposed: Estimate,
        difference: Estimate.describe('Of `proposed` to `now`.'),
      }),
    ),
    caveats: z
      .array(z.object({ code: z.string(), sentence: z.string() }))
      .describe('What to know before believing it.'),
    basis: z.object({
      runs: count.describe('Whose logs were read and have steps of the agent.'),
      steps: count,
      attempts: count,
      coveredSeconds: z.number().describe('Of the time, in which every run was read.'),
      blocks: count,
      replicates: count,
      mostAtOnce: z.object({ recorded: count, proposed: count }),
    }),
  })
  .meta({ id: 'Simulation' });
export type SimulationView = z.infer<typeof SimulationView>;
