import type { TuningSettings } from '@ag06/contracts/tuning';
import type { JudgedAttempt } from './attempt-tally.ts';
import { Comparison, type Verdict } from './comparison.ts';
import { WINDOW_MS } from './judge-attempts.ts';
import { keyOf, type Part, sizeOf } from './parts.ts';

interface PartTrialOptions {
  readonly part: Part;
  /** The first version with it. */
  readonly from: number;
  readonly begunAt: number;
  /** What the canaries have, and what the rest has. */
  readonly settings: TuningSettings;
  readonly rest: TuningSettings;
  /** What workers do by themselves. */
  readonly own: TuningSettings;
}

/** All sizes that are tried are as good together as the rest; `isClear`: better, by more than chance. */
export interface FoundTogether {
  readonly at: number;
  readonly isClear: boolean;
}

/** A size has only a part of the attempts, and still fewer are enough for one where all sizes together are as good. */
const SIZE_ATTEMPTS_MIN = 30;
const SIZE_ATTEMPTS_MIN_TOGETHER = 10;

/** One part of settings that some workers try beside the rest: judged by the attempts that it can make a difference to. */
export class PartTrial {
  readonly part: Part;
  readonly #key: string;
  readonly #from: number;
  readonly #begunAt: number;
  readonly #size: string | undefined;
  /** Both sides behave alike in attempts before this one; undefined: they may differ in all. */
  readonly #differsFrom: number | undefined;
  readonly #comparison: Comparison;
  #isGood = false;

  constructor({ part, from, begunAt, settings, rest, own }: PartTrialOptions) {
    this.part = part;
    this.#key = keyOf(settings, part);
    this.#from = from;
    this.#begunAt = begunAt;
    this.#size = sizeOf(part);
    this.#differsFrom = part === 'maxAttempts' ? leastAttempts(settings, rest, own) : undefined;
    this.#comparison = new Comparison(begunAt, {
      ...(this.#size !== undefined && { attemptsMin: SIZE_ATTEMPTS_MIN }),
      differs: this.#differsFrom === undefined,
    });
  }

  /** Whether a window has said that it is as good as what the rest has. */
  get isGood(): boolean {
    return this.#isGood;
  }

  /** Whether it is about attempts of this size alone. */
  isOf(sizeBucket: number): boolean {
    return this.#size === String(sizeBucket);
  }

  /**
   * A size passes with all that are tried beside it, if those are as good together and its own few attempts do not say otherwise;
   * after half a window if they are better together.
   *
   * @param found last: before this one joined them it says nothing of it
   */
  passTogether(now: number, { at, isClear }: FoundTogether): void {
    const leastMs = isClear ? WINDOW_MS / 2 : WINDOW_MS;
    if (this.#size === undefined || at < this.#begunAt || now < this.#begunAt + leastMs) return;
    if (this.#comparison.isAsGood(SIZE_ATTEMPTS_MIN_TOGETHER)) this.#isGood = true;
  }

  /** Whether it is these settings' part. */
  tries(settings: TuningSettings): boolean {
    return keyOf(settings, this.part) === this.#key;
  }

  /** Attempts under versions before it say nothing, nor do those of other sizes. */
  add(attempt: JudgedAttempt): void {
    const { configVersion, sizeBucket, canary = false, attempt: number, outcome } = attempt.sample;
    if (configVersion < this.#from) return;
    if (this.#size !== undefined && this.#size !== String(sizeBucket)) return;
    const isFailure = outcome === 'error' || outcome === 'timeout';
    if (this.#differsFrom !== undefined && isFailure && number >= this.#differsFrom)
      this.#comparison.noteDifference();
    this.#comparison.add(attempt, canary);
  }

  judge(now: number): Verdict {
    const verdict = this.#comparison.judge(now);
    if (verdict.is === 'good') this.#isGood = true;
    return verdict;
  }
}

/** Up to this attempt it does not matter how many there may be; undefined: it is not known. */
function leastAttempts(...settings: readonly TuningSettings[]): number | undefined {
  const [tried, rest] = settings.map(({ maxAttempts }) => maxAttempts);
  const own = settings.at(-1)?.maxAttempts;
  const [some, others] = [tried ?? own, rest ?? own];
  return some === undefined || others === undefined ? undefined : Math.min(some, others);
}
