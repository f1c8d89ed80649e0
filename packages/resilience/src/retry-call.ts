import { setTimeout as wait } from 'node:timers/promises';
import {
  ConstantBackoff,
  decorrelatedJitterGenerator,
  ExponentialBackoff,
  fullJitterGenerator,
  handleWhen,
  type IBackoff,
  retry,
} from 'cockatiel';

export interface RetryCallPolicy {
  /** Includes the first; at least 1. */
  readonly maxAttempts: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  /** `full`: evenly between 0 and the doubling delay. `decorrelated` (default): smoother, for many callers at once. */
  readonly jitter?: 'full' | 'decorrelated';
  /** Whether a repeated call may succeed after this error; default: after every error. */
  readonly isRetryable?: (error: unknown) => boolean;
  /** Called before each wait. `attempt` is the one that failed, from 1. */
  readonly onRetry?: (failed: { readonly attempt: number; readonly error: unknown }) => void;
}

/**
 * Repeats a call inside one attempt of a step (an I/O call, a commit while the store is away) with exponential
 * back-off. Rejects with the last error, or with the signal's reason if that aborts during a wait. A running call is
 * left to `fn`, which gets the signal.
 */
export async function retryCall<T>(
  policy: RetryCallPolicy,
  signal: AbortSignal,
  fn: (signal: AbortSignal, attempt: number) => T | PromiseLike<T>,
): Promise<T> {
  checkAttempts(policy.maxAttempts);
  signal.throwIfAborted();
  const isRetryable = policy.isRetryable ?? (() => true);
  const nextDelayMs = createDelays(policy);
  const loop = retry(
    handleWhen((error) => !signal.aborted && isRetryable(error)),
    { maxAttempts: policy.maxAttempts - 1, backoff: new ConstantBackoff(0) },
  );
  let failure: { error: unknown } | undefined;
  return loop.execute(async ({ attempt: retries }) => {
    if (failure !== undefined) {
      policy.onRetry?.({ attempt: retries, error: failure.error });
      await waitUnlessAborted(nextDelayMs(), signal);
    }
    try {
      return await fn(signal, retries + 1);
    } catch (error) {
      failure = { error };
      throw error;
    }
  }, signal);
}

/** cockatiel's own wait between two tries cannot be interrupted, so it is set to nothing and done here. */
async function waitUnlessAborted(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(delayMs, undefined, { signal });
  } catch {
    throw signal.reason;
  }
}

function createDelays(policy: RetryCallPolicy): () => number {
  const bounds = { initialDelay: policy.initialDelayMs, maxDelay: policy.maxDelayMs };
  const backoff =
    policy.jitter === 'full'
      ? new ExponentialBackoff({ ...bounds, generator: fullJitterGenerator })
      : new ExponentialBackoff({ ...bounds, generator: decorrelatedJitterGenerator });
  let current: IBackoff<unknown> | undefined;
  return () => {
    current = current === undefined ? backoff.next() : current.next(undefined);
    return current.duration;
  };
}

function checkAttempts(maxAttempts: number): void {
  if (Number.isSafeInteger(maxAttempts) && maxAttempts >= 1) return;
  throw new RangeError(`maxAttempts is an integer from 1, the first included; got ${maxAttempts}.`);
}
