import type { RunStore } from '@ag06/store';

/** The announcements of ended runs are followed for this long after the last waiter left, in case another comes. */
const LINGER_MS = 30_000;
/** How often a waiter looks itself, in case an announcement was lost. */
const LOOK_EVERY_MS = 1_000;

/** Called with the output of a completed run, as `readRunOutput` reads it, if the store has told it. */
type Wake = (output?: string) => void;

/** Wakes those who wait for the end of a run. */
export class ResultWaiters {
  readonly #runs: Pick<RunStore, 'watchEnds'>;
  readonly #waiters = new Map<string, Set<Wake>>();
  #watching: Promise<() => Promise<void>> | undefined;
  #linger: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(runs: Pick<RunStore, 'watchEnds'>) {
    this.#runs = runs;
  }

  /**
   * Calls `isEnded` now, after an announcement, and every second, until it returns true, time is over, or this stops. What an
   * announcement tells is handed on, so that nobody has to ask the store for it.
   */
  async wait(
    runId: string,
    waitMs: number,
    signal: AbortSignal,
    isEnded: (output?: string) => Promise<boolean>,
  ): Promise<void> {
    if (!this.#isStopped) await this.#watch();
    const until = performance.now() + waitMs;
    let output: string | undefined;
    for (;;) {
      // Listening begins before the first look, so that no announcement is missed.
      const word = this.#listen(runId, signal);
      try {
        const leftMs = until - performance.now();
        if ((await isEnded(output)) || leftMs <= 0 || signal.aborted || this.#isStopped) return;
        output = await word.within(Math.min(leftMs, LOOK_EVERY_MS));
      } finally {
        word.leave();
      }
    }
  }

  /** Ends all waits. The callers may ask another dispatcher. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#linger);
    for (const waiters of this.#waiters.values()) for (const wake of waiters) wake();
    const unwatch = await this.#watching?.catch(() => undefined);
    this.#watching = undefined;
    await unwatch?.();
  }

  #listen(runId: string, signal: AbortSignal) {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const waiters = this.#waiters.get(runId) ?? new Set();
    this.#waiters.set(runId, waiters.add(resolve));
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    let timer: NodeJS.Timeout | undefined;
    return {
      within: (ms: number): Promise<string | undefined> => {
        timer = setTimeout(() => resolve(undefined), ms);
        return promise;
      },
      leave: () => {
        clearTimeout(timer);
        waiters.delete(resolve);
        if (waiters.size === 0) this.#waiters.delete(runId);
      },
    };
  }

  async #watch(): Promise<void> {
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => void this.#unwatchIfIdle(), LINGER_MS);
    this.#linger.unref();
    this.#watching ??= this.#runs.watchEnds('ended', (runId, _status, output) => {
      for (const wake of this.#waiters.get(runId) ?? []) wake(output);
    });
    try {
      await this.#watching;
    } catch {
      // Without announcements, the look every second finds the end.
      this.#watching = undefined;
    }
  }

  async #unwatchIfIdle(): Promise<void> {
    if (this.#waiters.size > 0) return;
    const watching = this.#watching;
    this.#watching = undefined;
    await (await watching)?.().catch(() => {});
  }
}
