import { NonRetryable, RateLimited } from '@ag06/agent-kit';
import { unsupported } from './unsupported.ts';

export interface Asked {
  /** For how long the handler moved its job aside; undefined: it did not. */
  readonly delayMs: number | undefined;
  /** How long an attempt waits after a RateLimitError, which does not say it. */
  readonly rateLimitMs: number;
}

/**
 * Returns what to throw for an error that a BullMQ processor threw. BullMQ's own errors are known by their names or
 * messages, because they may come from another copy of the library.
 */
export function toSteering(thrown: unknown, { delayMs, rateLimitMs }: Asked): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const { name, message } = thrown;
  if (name === 'UnrecoverableError') {
    const error = new NonRetryable(message, { code: 'JOB_UNRECOVERABLE', cause: thrown.cause });
    // It stands for the other: where that was thrown is what a person looks for.
    if (thrown.stack !== undefined) error.stack = thrown.stack;
    return error;
  }
  if (message === 'bullmq:rateLimitExceeded') return new RateLimited(rateLimitMs, 'The job is rate limited.');
  if (name === 'DelayedError' || name === 'WaitingError') {
    if (delayMs !== undefined) return new RateLimited(delayMs, `The job asked to go on in ${delayMs} ms.`);
    return new NonRetryable(
      `${name} was thrown without moving the job first. Await \`job.moveToDelayed(time, token)\` before it.`,
      {
        code: 'BULLMQ_MOVE_MISSING',
        cause: thrown,
      },
    );
  }
  return name === 'WaitingChildrenError' ? unsupported('WaitingChildrenError') : thrown;
}
