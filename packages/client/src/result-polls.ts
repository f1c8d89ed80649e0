import type { RunOpen } from './api-types.ts';
import { createDeferred, type Deferred } from './deferred.ts';
import type { RunEnd } from './run-types.ts';

export type ResultAnswer = RunEnd | RunOpen;

const isEnd = (answer: ResultAnswer): answer is RunEnd => 'output' in answer || 'error' in answer;

export interface PollOptions {
  /** Requests under way at most, however many runs are waited for. */
  readonly connections: number;
  /** Asks for a result; the fleet waits this long for it. */
  readonly ask: (runId: string, waitMs: number, signal: AbortSignal) => Promise<ResultAnswer>;
}

/**
 * A request waits no longer than this, and no shorter; between them it is what lets all runs have a turn in `ROUND_MS`.
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
 * Waits for the ends of any number of runs over a few requests that wait at the other end. While there are no more runs
 * than requests, each has one of its own; else they take turns, in the order in which they were asked for, and each
 * turn is as short as lets all have one in 10 s. A run that has ended answers at once and makes room for the next.
 */
export class ResultPolls {
  readonly #options: PollOptions;
  readonly #waited = new Map<string, Waited>();
  readonly #polls = new Set<Poll>();
  #turns: string[] = [];
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

  #begin(runId: string): Waited {
    const waited = { ended: createDeferred<RunEnd>(), gone: new AbortController(), waiters: 0 };
    // Those who wait hear of a failure; there may be nobody any more.
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

  /** After all that is asked for in this turn of the event loop, so that the length of the turns fits their number. */
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
    while (this.#turns.length > 0 && this.#polls.size < this.#options.connections) {
      const runId = this.#turns.shift() ?? '';
      const waited = this.#waited.get(runId);
      if (waited !== undefined) void this.#poll(runId, waited, turnMs);
    }
    // Those who wait for a turn must not wait for one that was made long when there were few.
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
