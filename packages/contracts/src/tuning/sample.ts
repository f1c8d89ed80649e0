import { z } from 'zod';
import { NAME_PATTERN, RUN_ID_PATTERN, STEP_ID_PATTERN } from '../names.ts';
import { PRIORITIES } from '../priority.ts';
import { ARMS } from './assign-arm.ts';
import { ATTEMPT_OUTCOMES } from './attempt-outcome.ts';
import { EXPERIMENT_ID_PATTERN } from './experiment.ts';
import { Moment } from './moment.ts';
import { SIZE_BUCKETS } from './size-bucket.ts';

const count = z.int().min(0).max(1_000_000_000);
const workerId = z.string().min(1).max(128);

/** A worker's report about one attempt for the optimizer. Durations are in milliseconds, to the microsecond. */
export const Sample = z.strictObject({
  /** When it was over, milliseconds since 1970. */
  t: Moment,
  agent: z.string().regex(NAME_PATTERN),
  step: z.string().regex(STEP_ID_PATTERN),
  runId: z.string().regex(RUN_ID_PATTERN),
  attempt: count.min(1),
  /** Whether it ran beside the first, which was slow. Both have a sample; they count as one attempt of the step. */
  hedge: z.boolean(),
  /** Version of the settings in force when it started; 0: the worker's own. */
  configVersion: count,
  /** Whether the worker had the settings of the document's canary in force. Absent: no. */
  canary: z.literal(true).exactOptional(),
  /** The experiment and the arm whose settings it had. Absent: none. */
  trial: z
    .strictObject({ experiment: z.string().regex(EXPERIMENT_ID_PATTERN), arm: z.enum(ARMS) })
    .exactOptional(),
  /** Of an attempt in an experiment that has failed: whether the step has no other one. Absent: it is not known. */
  last: z.boolean().exactOptional(),
  priority: z.enum(PRIORITIES),
  sizeBucket: z
    .int()
    .min(0)
    .max(SIZE_BUCKETS - 1),
  waitMs: z.number().min(0),
  durMs: z.number().min(0),
  outcome: z.enum(ATTEMPT_OUTCOMES),
  startedAt: Moment,
  worker: workerId,
  /** Attempts of this agent in this worker, itself included. */
  inflightAtStart: count.min(1),
});
export type Sample = z.infer<typeof Sample>;

/**
 * The load of a worker in one second. Shares are of one core, of the event loop's time, and of the machine's memory.
 */
export const WorkerSecond = z.strictObject({
  t: Moment,
  cpuShare: z.number().min(0).max(10_000),
  loopShare: z.number().min(0).max(1),
  memoryShare: z.number().min(0).max(1),
  /** By agent: attempts that run, and the most that may run at a time. Agents without running attempts are left out. */
  agents: z.record(z.string().regex(NAME_PATTERN), z.strictObject({ inflight: count, limit: count })),
});
export type WorkerSecond = z.infer<typeof WorkerSecond>;
