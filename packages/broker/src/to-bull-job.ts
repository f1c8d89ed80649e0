import { ACTIVATION_VERSION, PRIORITY_KEY_MAX, toJobId, unitOf } from '@ag06/contracts';
import type { JobJson, JobsOptions } from 'bullmq';
import type { OutgoingActivation } from './broker.ts';

/**
 * The stored form of an activation's job, named after its step. It is built directly, because a `Job` object costs more
 * than the rest of an enqueue in this process.
 */
export function toBullJob(activation: OutgoingActivation, now: number): JobJson {
  const { runId, step, lane, attempt, dispatch, dependency, traceparent, correlationId, refusals } =
    activation;
  return {
    id: toJobId(runId, unitOf(activation), dispatch),
    name: step,
    data: JSON.stringify({
      v: ACTIVATION_VERSION,
      runId,
      step,
      lane,
      attempt,
      dispatch,
      refusals,
      dependency,
      traceparent,
      correlationId,
    }),
    opts: toOptions(activation),
    timestamp: now,
    progress: 0,
    attemptsMade: 0,
    attemptsStarted: 0,
    stalledCounter: 0,
    failedReason: '',
    returnvalue: '',
  };
}

/**
 * Ended jobs are not kept, because one would block a repair under its id. A job without priority would overtake all
 * others.
 */
function toOptions({ delayMs, priorityKey }: OutgoingActivation): JobsOptions {
  const priority = Math.min(PRIORITY_KEY_MAX, Math.max(1, Math.trunc(priorityKey)));
  const options = { priority, removeOnComplete: true, removeOnFail: true };
  return delayMs > 0 ? { ...options, delay: Math.ceil(delayMs) } : options;
}
