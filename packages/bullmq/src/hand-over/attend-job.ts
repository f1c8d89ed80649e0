import { type AgentContext, NonRetryable } from '@ag06/agent-kit';
import type { JobsOptions } from 'bullmq';
import { ProgressEvents } from '../progress-events.ts';
import { Doorbell } from './doorbell.ts';
import type { JobEnd } from './find-end.ts';
import type { HandedJob } from './handed-job.ts';
import { isNotNow } from './is-not-now.ts';
import type { QueueWatch } from './queue-watch.ts';

interface JobToAdd {
  readonly name: string;
  readonly data: unknown;
  readonly opts: JobsOptions;
}

type JobFailure = Extract<JobEnd, { readonly status: 'failed' }>;

interface Attendance {
  readonly toAdd: JobToAdd;
  readonly watch: QueueWatch;
  /** How often it looks by itself. Events wake it at once, but they may be trimmed. */
  readonly lookEveryMs: number;
  /** Called when Redis cannot take a command now, which costs the step nothing but time. */
  readonly onNotNow: (error: Error) => void;
}

/**
 * Hands a job over unless that was done, and waits for its end. Whoever calls it next with the same id goes on waiting. If the
 * run is over or the attempt timed out, a job that no worker has is removed.
 *
 * @throws NonRetryable BULLMQ_JOB_FAILED with the worker's stack, or BULLMQ_JOB_LOST
 */
export async function attendJob(
  handed: HandedJob,
  { toAdd, watch, lookEveryMs, onNotNow }: Attendance,
  context: AgentContext,
): Promise<unknown> {
  const { signal } = context;
  const bell = new Doorbell();
  const progress = new ProgressEvents(context);
  const stopListening = watch.listen(handed.id, {
    onChange: () => bell.ring(),
    onProgress: (value) => progress.tell(value),
  });
  try {
    for (;;) {
      if (signal.aborted) return await leave(handed, context);
      try {
        const end = await attendOnce(handed, toAdd, watch.queue.name);
        if (end !== undefined) return end.value;
      } catch (error) {
        if (!isNotNow(error)) throw error;
        onNotNow(error);
      }
      await bell.wait(lookEveryMs, signal);
    }
  } finally {
    stopListening();
  }
}

/** Does what is to be done as the job stands. Returns its value, or undefined if it is to be waited for. */
async function attendOnce(
  handed: HandedJob,
  toAdd: JobToAdd,
  queue: string,
): Promise<{ readonly value: unknown } | undefined> {
  const standing = await handed.look();
  switch (standing.status) {
    case 'unknown':
      await handed.add(toAdd.name, toAdd.data, toAdd.opts);
      return attendOnce(handed, toAdd, queue);
    case 'waiting':
      return undefined;
    case 'completed':
      await handed.release();
      return { value: standing.value ?? null };
    case 'failed':
      await handed.tellFailure(standing.finishedOn);
      throw toFailure(handed.id, queue, standing);
    case 'failed before':
      await handed.tryAgain(standing.job);
      return attendOnce(handed, toAdd, queue);
    case 'lost':
      await handed.tellFailure();
      throw toLost(handed.id, queue);
  }
}

function toFailure(id: string, queue: string, { reason, stack }: JobFailure): NonRetryable {
  const error = new NonRetryable(`The job ${id} of the queue ${queue} failed: ${reason}`, {
    code: 'BULLMQ_JOB_FAILED',
  });
  if (stack !== undefined) error.stack = stack;
  return error;
}

const toLost = (id: string, queue: string): NonRetryable =>
  new NonRetryable(
    `The job ${id} of the queue ${queue} is not there any more: it was removed, or its outcome was kept for too short a time (\`keep\` of the agent). Retry the run to hand it over again.`,
    { code: 'BULLMQ_JOB_LOST' },
  );

const LEFT = {
  removed: 'The job of a step that is over was removed.',
  kept: 'A worker has the job of a step that is over.',
  ended: 'The job of a step that is over had ended.',
} as const;

/** The run is over, the time is up, or another process takes the step. */
async function leave(handed: HandedJob, { signal, log }: AgentContext): Promise<never> {
  if (isOver(signal.reason)) {
    const what = await handed.withdraw();
    log.info(LEFT[what], { job: handed.id });
  }
  throw signal.reason;
}

/** Whether nobody waits for the job any more: a time-out has no code. */
const isOver = (reason: unknown): boolean => {
  const code = reason instanceof Error && 'code' in reason ? reason.code : undefined;
  return code !== 'fenced' && code !== 'expired' && code !== 'hedged';
};
