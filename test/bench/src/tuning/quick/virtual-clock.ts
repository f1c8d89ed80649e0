import { EventLine } from '@ag06/test-tuning';
import type { Pause } from './draw-pauses.ts';

/** Milliseconds since 1970 at the begin of each play. */
const BEGUN_AT = 1_800_000_000_000;

/**
 * The time of a play, in seconds since its begin: it passes as fast as its events are computed. While the machine stands, nothing happens: all
 * that is due meanwhile happens at the end of the pause.
 */
export class VirtualClock {
  readonly #events = new EventLine();
  readonly #pauses: readonly Pause[];
  #now = 0;

  /** @param pauses in the order in which they begin */
  constructor(pauses: readonly Pause[] = []) {
    this.#pauses = pauses;
  }

  get now(): number {
    return this.#now;
  }

  /** Milliseconds since 1970, as stores tell the time. */
  get date(): number {
    return toDate(this.#now);
  }

  after(seconds: number, act: () => void): void {
    this.#events.add(this.#now + seconds, act);
  }

  at(t: number, act: () => void): void {
    this.#events.add(t, act);
  }

  /** Lets all happen that happens until then. */
  passTo(t: number): void {
    for (let next = this.#events.takeUntil(t); next !== undefined; next = this.#events.takeUntil(t)) {
      this.#now = Math.max(this.#now, this.#endOfPause(next.t));
      next.act();
    }
    this.#now = Math.max(this.#now, t);
  }

  isPaused(t: number): boolean {
    return this.#pauses.some(({ from, to }) => t >= from && t < to);
  }

  #endOfPause(t: number): number {
    return this.#pauses.reduce((end, { from, to }) => (end >= from && end < to ? to : end), t);
  }
}

export const toDate = (t: number): number => BEGUN_AT + 1_000 * t;
