import { z } from 'zod';
import { NAME_PATTERN, RUN_ID_PATTERN, STEP_ID_PATTERN } from '../names.ts';
import { PRIORITIES } from '../priority.ts';
import { ATTEMPT_OUTCOMES } from './attempt-outcome.ts';

export const SIZE_BUCKETS = 6;
/** The smallest bucket holds up to 2^6 bytes, each further one eight times as many; the last one all the rest. */
const FIRST_BUCKET_LOG2 = 6;
const LOG2_PER_BUCKET = 3;

/** Returns the bucket, from 0, of an input of this many bytes. */
export function toSizeBucket(bytes: number): number {
  const bucket = Math.ceil((Math.log2(Math.max(1, bytes)) - FIRST_BUCKET_LOG2) / LOG2_PER_BUCKET);
  return Math.min(SIZE_BUCKETS - 1, Math.max(0, bucket));
}

const count = z.int().min(0).max(1_000_000_000);
const epochMs = z.int().min(0);
const workerId = z.string().min(1).max(128);

/** A worker's report about one attempt for the optimizer. Durations are in milliseconds, to the microsecond. */
export const Sample = z.strictObject({
  /** When it was over, milliseconds since 1970. */
  t: epochMs,
  agent: z.string().regex(NAME_PATTERN),
  step: z.string().regex(STEP_ID_PATTERN),
  runId: z.string().regex(RUN_ID_PATTERN),
  attempt: count.min(1),
  /** A second try beside the first; nobody makes one yet. */
  hedge: z.literal(false),
  /** Version of the settings in force when it started; 0: the worker's own. */
  configVersion: count,
  priority: z.enum(PRIORITIES),
  sizeBucket: z
    .int()
    .min(0)
    .max(SIZE_BUCKETS - 1),
  waitMs: z.number().min(0),
  durMs: z.number().min(0),
  outcome: z.enum(ATTEMPT_OUTCOMES),
  startedAt: epochMs,
  worker: workerId,
  /** Attempts of this agent in this worker, itself included. */
  inflightAtStart: count.min(1),
});
export type Sample = z.infer<typeof Sample>;

/**
 * The load of a worker in one second. Shares are of one core, of the event loop's time, and of the machine's memory.
 */
export const WorkerSecond = z.strictObject({
  t: epochMs,
  cpuShare: z.number().min(0).max(10_000),
  loopShare: z.number().min(0).max(1),
  memoryShare: z.number().min(0).max(1),
  /** By agent: attempts that run, and the most that may run at a time. Agents without running attempts are left out. */
  agents: z.record(z.string().regex(NAME_PATTERN), z.strictObject({ inflight: count, limit: count })),
});
export type WorkerSecond = z.infer<typeof WorkerSecond>;
