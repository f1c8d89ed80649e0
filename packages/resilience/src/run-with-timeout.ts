import { TimeoutStrategy, timeout } from 'cockatiel';

type TimedResult<T> =
  | { readonly status: 'done'; readonly value: T }
  | { readonly status: 'timed_out' }
  | { readonly status: 'aborted' };

interface TimeoutOptions {
  /** Called when the function rejects after it was given up. Must not throw. */
  readonly onLateRejection?: (reason: unknown) => void;
}

/** Longer delays overflow a timer, which then fires at once. This is 24.8 days. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/**
 * Calls `fn` and waits for it at most `timeoutMs` (undefined: without limit) or until `signal` aborts. The signal that
 * `fn` gets aborts in both cases, but `fn` is not awaited: one that ignores its signal blocks nobody, and its later
 * result is dropped. Rejects only with what `fn` itself throws in time.
 */
export async function runWithTimeout<T>(
  timeoutMs: number | undefined,
  signal: AbortSignal,
  fn: (signal: AbortSignal) => T | PromiseLike<T>,
  options: TimeoutOptions = {},
): Promise<TimedResult<T>> {
  if (signal.aborted) return { status: 'aborted' };
  const call = new Call(fn, options);
  if (timeoutMs === undefined) return runUntilAborted(call, signal);
  const policy = timeout(Math.min(timeoutMs, TIMER_MAX_MS), {
    strategy: TimeoutStrategy.Aggressive,
    abortOnReturn: false,
  });
  try {
    const value = await policy.execute((_context, inner) => call.run(inner ?? signal), signal);
    if (call.isInTime) return { status: 'done', value };
  } catch (thrown) {
    if (call.isInTime) throw thrown;
  }
  return { status: signal.aborted ? 'aborted' : 'timed_out' };
}

/** cockatiel has no policy that only watches a signal; a timer that never fires would cost more than this listener. */
function runUntilAborted<T>(call: Call<T>, signal: AbortSignal): Promise<TimedResult<T>> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve({ status: 'aborted' });
    const leave = () => signal.removeEventListener('abort', giveUp);
    signal.addEventListener('abort', giveUp, { once: true });
    call.run(signal).then(
      (value) => {
        leave();
        resolve({ status: 'done', value });
      },
      (reason) => {
        leave();
        reject(reason);
      },
    );
  });
}

/**
 * One call of `fn`. It records where it settles whether that was before the abort: a function that ends because of the
 * abort may win the race against the policy, and is given up all the same.
 */
class Call<T> {
  isInTime = false;
  readonly #fn: (signal: AbortSignal) => T | PromiseLike<T>;
  readonly #options: TimeoutOptions;

  constructor(fn: (signal: AbortSignal) => T | PromiseLike<T>, options: TimeoutOptions) {
    this.#fn = fn;
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<T> {
    try {
      const value = await this.#fn(signal);
      this.isInTime = !signal.aborted;
      return value;
    } catch (reason) {
      this.isInTime = !signal.aborted;
      if (!this.isInTime) this.#options.onLateRejection?.(reason);
      throw reason;
    }
  }
}
