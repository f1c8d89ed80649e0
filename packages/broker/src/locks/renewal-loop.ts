import type { HeldLocks } from './held-locks.ts';
import { type ExtendLocks, renewHeld } from './renew-held.ts';

/** A fifth of the lock's time, so that a lock survives if the next four renewals fail. */
const RENEWALS_PER_LOCK = 5;

export const toRenewalMs = (lockMs: number): number => lockMs / RENEWALS_PER_LOCK;

interface RenewalLoopOptions {
  readonly locks: HeldLocks;
  readonly extend: ExtendLocks;
  readonly lockMs: number;
  /** Whether a thread renews, so that this loop only handles locks that are in no page. */
  readonly isKeptElsewhere: () => boolean;
  readonly onError: (error: Error) => void;
}

/**
 * Renews held locks from within the event loop: all of them, or those that no thread renews. A process without locks does not wake
 * for it.
 */
export class RenewalLoop {
  readonly #options: RenewalLoopOptions;
  #is: 'new' | 'at work' | 'stopped' = 'new';
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | undefined;

  constructor(options: RenewalLoopOptions) {
    this.#options = options;
  }

  /** May be called again. */
  start(): void {
    if (this.#is !== 'new') return;
    this.#is = 'at work';
    const { locks } = this.#options;
    locks.onFirst(() => this.#begin());
    if (!locks.isEmpty) this.#begin();
  }

  /** Renews all locks now. Resolves when that was answered. */
  async renewNow(): Promise<void> {
    await this.#underWay;
    await this.#renew('all');
  }

  /** May be called twice, or before `start`. */
  stop(): void {
    this.#is = 'stopped';
    this.#rest();
  }

  #begin(): void {
    if (this.#is !== 'at work') return;
    this.#timer ??= setInterval(() => this.#turn(), toRenewalMs(this.#options.lockMs)).unref();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #turn(): void {
    const { locks, isKeptElsewhere } = this.#options;
    if (locks.isEmpty) {
      this.#rest();
      return;
    }
    locks.tellLost();
    // While the database is away, one waiting round is enough.
    if (this.#underWay === undefined) void this.#renew(isKeptElsewhere() ? 'unpaged' : 'all');
  }

  #renew(which: 'all' | 'unpaged'): Promise<void> {
    const { locks, extend, onError } = this.#options;
    const held = locks.read(which);
    if (held.length === 0) return DONE;
    const round = renewHeld(held, extend).catch(onError);
    this.#underWay = round;
    return round.finally(() => {
      if (this.#underWay === round) this.#underWay = undefined;
    });
  }
}

const DONE = Promise.resolve();
