import type { RunOpen } from './api-types.ts';
import { createDeferred, type Deferred } from './deferred.ts';
import type { RunEnd, RunHandle } from './run-types.ts';

export type ResultAnswer = RunEnd | RunOpen;

export const isEnd = <Output>(
  answer: RunEnd<Output> | RunOpen | RunHandle<Output>,
): answer is RunEnd<Output> => 'output' in answer || 'error' in answer;

interface PollOptions {
  /** The most requests under way, for any number of runs. */
  readonly connections: number;
  /** Asks the fleet for a result, for which it waits up to `waitMs`. */
  readonly ask: (runId: string, waitMs: number, signal: AbortSignal) => Promise<ResultAnswer>;
}

/**
 * The bounds of a request's wait. Between them it is as long as lets every run have a turn within `ROUND_MS`.
 */
const LONGEST_MS = 30_000;
const SHORTEST_MS = 100;
const ROUND_MS = 10_000;

interface Waited {
  readonly ended: Deferred<RunEnd>;
  readonly gone: AbortController;
  waiters: number;
}

/** A request under way for one run. */
interface Poll {
  endsAt: number;
  readonly cut: AbortController;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Waits for the ends of any number of runs with a few long-polling requests. If there are no more runs than requests,
 * each run has its own. Otherwise runs take turns in the order in which they were asked for, each so short that all
 * have one within 10 s. A run that has ended answers at once and makes room for the next.
 */
export class ResultPolls {
  readonly #options: PollOptions;
  readonly #waited = new Map<string, Waited>();
  readonly #polls = new Set<Poll>();
  #turns: string[] = [];
  /** How many of the requests others have. */
  #lent = 0;
  #isPumping = false;

  constructor(options: PollOptions) {
    this.#options = options;
  }

  async wait(runId: string, signal: AbortSignal | undefined): Promise<RunEnd> {
    signal?.throwIfAborted();
    const waited = this.#waited.get(runId) ?? this.#begin(runId);
    waited.waiters++;
    const { promise: aborted, reject } = createDeferred<never>();
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([waited.ended.promise, aborted]);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      if (--waited.waiters === 0) this.#forget(runId, waited);
    }
  }

  /**
   * Lends one of the requests to a call that waits by itself, and returns how it is given back. Undefined if there is none to
   * spare: half of them at least are for turns.
   */
  lend(): (() => void) | undefined {
    const { connections } = this.#options;
    if (2 * this.#lent >= connections || this.#lent + this.#polls.size >= connections) return undefined;
    this.#lent++;
    return () => {
      this.#lent--;
      this.#pumpSoon();
    };
  }

  #begin(runId: string): Waited {
    const waited = { ended: createDeferred<RunEnd>(), gone: new AbortController(), waiters: 0 };
    // Every caller gets the failure through a promise of its own; without callers nobody handles this one.
    waited.ended.promise.catch(() => {});
    this.#waited.set(runId, waited);
    this.#turns.push(runId);
    this.#pumpSoon();
    return waited;
  }

  #forget(runId: string, waited: Waited): void {
    if (this.#waited.get(runId) !== waited) return;
    this.#waited.delete(runId);
    waited.gone.abort();
  }

  /**
   * Runs after everything else in this turn of the event loop, so that the length of the turns fits the number of runs.
   */
  #pumpSoon(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    queueMicrotask(() => {
      this.#isPumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    const turnMs = this.#turnMs();
    while (this.#turns.length > 0 && this.#lent + this.#polls.size < this.#options.connections) {
      const runId = this.#turns.shift() ?? '';
      const waited = this.#waited.get(runId);
      if (waited !== undefined) void this.#poll(runId, waited, turnMs);
    }
    // Turns that became long while there were few runs must not make others wait.
    if (this.#turns.length > 0) for (const poll of this.#polls) shorten(poll, turnMs);
  }

  #turnMs(): number {
    const { connections } = this.#options;
    if (this.#waited.size <= connections) return LONGEST_MS;
    const fair = Math.floor((ROUND_MS * connections) / this.#waited.size);
    return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, fair));
  }

  async #poll(runId: string, waited: Waited, turnMs: number): Promise<void> {
    const poll: Poll = { endsAt: performance.now() + turnMs, cut: new AbortController(), timer: undefined };
    this.#polls.add(poll);
    try {
      const signal = AbortSignal.any([waited.gone.signal, poll.cut.signal]);
      const answer = await this.#options.ask(runId, turnMs, signal);
      if (isEnd(answer)) this.#settle(runId, waited, () => waited.ended.resolve(answer));
    } catch (error) {
      if (!poll.cut.signal.aborted) this.#settle(runId, waited, () => waited.ended.reject(error));
    } finally {
      clearTimeout(poll.timer);
      this.#polls.delete(poll);
      if (this.#waited.get(runId) === waited) this.#turns.push(runId);
      this.#pumpSoon();
    }
  }

  #settle(runId: string, waited: Waited, settle: () => void): void {
    if (this.#waited.get(runId) === waited) this.#waited.delete(runId);
    settle();
  }
}

function shorten(poll: Poll, turnMs: number): void {
  const endsAt = performance.now() + turnMs;
  if (endsAt >= poll.endsAt) return;
  poll.endsAt = endsAt;
  clearTimeout(poll.timer);
  poll.timer = setTimeout(() => poll.cut.abort(), turnMs);
}
