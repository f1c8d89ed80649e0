import { onceASecond } from './once-a-second.ts';
import { settlesWithin } from './settles-within.ts';
import { callAtTick, TICK_MS } from './shared-ticks.ts';

/**
 * `more`: there is more to do, and the next turn need not wait. `idle`: there was nothing to do, and the next turn may come later.
 * Anything else: the next turn comes in its time.
 */
export type DutyTurn = 'more' | 'idle' | undefined;

export interface DutyOptions {
  readonly name: string;
  /**
   * From the end of a turn to the start of the next. From 250 ms on, it may be up to 250 ms less, from a second on up to a second,
   * but no less than two fifths, and from five seconds on up to two seconds, so that the duties of a process take their turns together.
   */
  readonly everyMs: number;
  /** The same after a turn that answers `idle`; `everyMs` by default. */
  readonly idleMs?: number;
  /** By which share of `everyMs` a wait may be shorter, from 0 to 1, so that many processes do not act in step. */
  readonly jitter?: number;
  /** One turn. It may throw. The signal is aborted when the duty is stopped: a long turn ends then. */
  readonly act: (signal: AbortSignal) => unknown;
  /** Called with errors of failed turns, at most once a second for each kind of error. */
  readonly onError: (error: Error, duty: string) => void;
}

/**
 * Work that a process does again and again: a turn, a wait, a turn. There are never two turns at once, and none begins
 * after `stop`. A turn that fails is tried again after the usual wait. A duty alone does not keep its process alive.
 */
export class Duty {
  readonly name: string;
  readonly everyMs: number;
  readonly #options: DutyOptions;
  readonly #report: (error: Error) => void;
  /** From `start` to `stop`. */
  #life: AbortController | undefined;
  #cancel: () => void = () => {};
  /** The turn at hand. */
  #turn: Promise<void> | undefined;
  /** Settled by the end of a turn, for those who wait for it. */
  #ended = Promise.withResolvers<void>();
  /** Whether a turn was asked for that has not begun yet. */
  #isWanted = false;
  /** Whether it waits longer, because its last turn answered `idle`. */
  #isResting = false;
  /** Whether work began during the turn at hand, which may have looked before. */
  #isWoken = false;
  #succeededAt = Number.NEGATIVE_INFINITY;
  #turnedAt = Number.NEGATIVE_INFINITY;

  constructor(options: DutyOptions) {
    this.name = options.name;
    this.everyMs = options.everyMs;
    this.#options = options;
    this.#report = onceASecond((error) => options.onError(error, options.name));
  }

  /** `performance.now()` at the end of the last turn that succeeded. */
  get succeededAt(): number {
    return this.#succeededAt;
  }

  /** `performance.now()` at the end of the last turn, whether it succeeded or not; before that, of `start`. */
  get turnedAt(): number {
    return this.#turnedAt;
  }

  /** Does nothing if it runs. After `stop` it may start again; a turn that is still at hand ends first. */
  start(firstAfterMs = 0): void {
    if (this.#life !== undefined) return;
    this.#life = new AbortController();
    this.#turnedAt = performance.now();
    if (this.#turn === undefined) this.#schedule(firstAfterMs);
  }

  /** Asks for a turn now, or right after the one at hand. Several calls ask for one turn. */
  soon(): void {
    if (this.#life === undefined || this.#isWanted) return;
    this.#isWanted = true;
    if (this.#turn === undefined) this.#schedule(0);
  }

  /**
   * Takes back the longer wait after a turn that answered `idle`, also one that is at hand: the next turn comes `everyMs` from now at the
   * latest, or from the end of that turn. It costs less than `soon`, for those whose work has begun and who need no turn before. Returns
   * whether it waited longer.
   */
  wake(): boolean {
    this.#isWoken = this.#turn !== undefined;
    if (!this.#isResting) return false;
    this.#schedule(this.#waitMs(false));
    return true;
  }

  /**
   * Resolves when the next turn has ended, or the one at hand, whether it succeeded or not; also when the duty is
   * stopped.
   */
  turned(): Promise<void> {
    return this.#ended.promise;
  }

  /**
   * Aborts the current turn and waits for its end, at most `withinMs`. Resolves with whether it has ended. May be
   * called twice, or before `start`. A turn must not wait for the end of its own duty.
   */
  async stop(withinMs?: number): Promise<boolean> {
    this.#life?.abort();
    this.#life = undefined;
    this.#isWanted = false;
    this.#isResting = false;
    this.#cancel();
    this.#resolveEnded();
    const turn = this.#turn;
    if (turn === undefined) return true;
    if (withinMs !== undefined) return settlesWithin(turn, withinMs);
    await Promise.allSettled([turn]);
    return true;
  }

  #schedule(afterMs: number, isResting = false): void {
    this.#cancel();
    this.#isResting = isResting;
    if (afterMs >= TICK_MS) {
      this.#cancel = callAtTick(afterMs, () => this.#begin());
      return;
    }
    const timer = setTimeout(() => this.#begin(), afterMs).unref();
    this.#cancel = () => clearTimeout(timer);
  }

  #begin(): void {
    const signal = this.#life?.signal;
    if (signal === undefined) return;
    this.#isWanted = false;
    this.#isResting = false;
    // The turn is known to be at hand before the work begins: the work may ask for another one.
    this.#turn = Promise.resolve()
      .then(() => {
        signal.throwIfAborted();
        return this.#options.act(signal);
      })
      .then(
        (answer) => this.#end(signal, answer),
        (error: unknown) => this.#fail(signal, error),
      );
  }

  #end(signal: AbortSignal, answer: unknown): void {
    this.#succeededAt = performance.now();
    this.#next(signal, answer);
  }

  #fail(signal: AbortSignal, error: unknown): void {
    const isStopped = signal.aborted && isAbort(signal, error);
    try {
      if (!isStopped) this.#report(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#next(signal, undefined);
    }
  }

  #next(signal: AbortSignal, answer: unknown): void {
    this.#turnedAt = performance.now();
    this.#turn = undefined;
    this.#resolveEnded();
    if (this.#life === undefined) return;
    const isOfEarlierLife = this.#life.signal !== signal;
    const isDue = answer === 'more' || this.#isWanted || isOfEarlierLife;
    const isIdle = !isDue && answer === 'idle' && !this.#isWoken;
    this.#isWoken = false;
    this.#schedule(isDue ? 0 : this.#waitMs(isIdle), isIdle);
  }

  #resolveEnded(): void {
    this.#ended.resolve();
    this.#ended = Promise.withResolvers();
  }

  #waitMs(isIdle: boolean): number {
    const { everyMs, idleMs = everyMs, jitter = 0 } = this.#options;
    return (isIdle ? idleMs : everyMs) * (1 - jitter * Math.random());
  }
}

const isAbort = (signal: AbortSignal, error: unknown): boolean =>
  error === signal.reason || (error instanceof Error && error.name === 'AbortError');
