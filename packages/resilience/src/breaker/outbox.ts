import type { CallOutcome, Weight } from './apply-outcome.ts';

/** The most outcomes that wait for the store. Beyond that the oldest are dropped. */
const KEPT_MAX = 1_000;

interface Waiting {
  readonly outcome: CallOutcome;
  readonly onWeight: ((weight: Weight) => void) | undefined;
}

/** Outcomes that were taken to be sent. */
export interface Parcel {
  readonly waiting: readonly Waiting[];
  readonly refused: number;
}

/** Unsent outcomes of one dependency's calls, in the order in which the calls ended. */
export class Outbox {
  #waiting: Waiting[] = [];
  /** Successes that may wait until there is something urgent. */
  #quiet = { era: 0, count: 0, endedAt: 0 };
  #refused = 0;

  /** Whether nothing urgent waits. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Whether anything waits. */
  get hasNews(): boolean {
    return !this.isEmpty || this.#quiet.count + this.#refused > 0;
  }

  add(outcome: CallOutcome, onWeight?: (weight: Weight) => void): void {
    this.#flushQuiet();
    this.#push({ outcome, onWeight });
  }

  /** @param endedAt the store's milliseconds since 1970 */
  countSuccess(era: number, endedAt: number): void {
    if (this.#quiet.era !== era) this.#flushQuiet();
    this.#quiet.era = era;
    this.#quiet.count++;
    this.#quiet.endedAt = endedAt;
  }

  countRefusals(count: number): void {
    this.#refused += count;
  }

  /** Takes all outcomes. Later ones wait for the next call. */
  take(): Parcel {
    this.#flushQuiet();
    const taken = { waiting: this.#waiting, refused: this.#refused };
    this.#waiting = [];
    this.#refused = 0;
    return taken;
  }

  /** Puts back outcomes that could not be sent, before newer ones. */
  putBack({ waiting, refused }: Parcel): void {
    const later = this.#waiting;
    this.#waiting = [];
    for (const one of [...waiting, ...later]) this.#push(one);
    this.#refused += refused;
  }

  #push(one: Waiting): void {
    this.#waiting.push(one);
    if (this.#waiting.length > KEPT_MAX) this.#waiting.shift()?.onWeight?.('counted');
  }

  #flushQuiet(): void {
    const { era, count, endedAt } = this.#quiet;
    this.#quiet.count = 0;
    if (count > 0)
      this.#push({
        outcome: { result: 'success', count, era, permit: undefined, endedAt },
        onWeight: undefined,
      });
  }
}
