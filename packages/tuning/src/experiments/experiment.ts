import { TuningSettings } from '@ag06/contracts';
import { z } from 'zod';

const id = z.string().min(1).max(128);

/** What is compared, as a person has asked for it. */
export const ExperimentSpec = z.strictObject({
  id,
  agent: id,
  /** The settings in force so far, and those that may be better. */
  arms: z.tuple([TuningSettings, TuningSettings]),
  /** `run`: each run has an arm. `switchback`: all runs have one, in blocks A-B-B-A. */
  assignment: z.enum(['run', 'switchback']),
  /** What is measured of a run, or per second of a block. More is better. */
  metric: z.enum(['value', 'success', 'throughput']),
  /** The share of experiments without a difference that may find one. */
  alpha: z.number().min(0.001).max(0.2).default(0.02),
  /** Of a switchback. */
  blockSeconds: z.number().min(1).max(86_400).default(30),
});
export type ExperimentSpec = z.infer<typeof ExperimentSpec>;
