import { z } from 'zod';

/** A finished attempt. Its value is in units of a success; it is negative if the attempt only cost something. */
export interface CohortAttempt {
  /** Seconds. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly value: number;
}

/** What a level brings. */
export interface LevelEstimate {
  /** The logarithm of the value per second, of all replicas together. */
  readonly logValue: number;
  /** The standard error of that. */
  readonly error: number;
  /** The attempts on which it rests. */
  readonly count: number;
  /** Of one attempt. */
  readonly meanSeconds: number;
}

const ATTEMPTS_MIN = 5;
/** The oldest and the most attempts that are kept. */
const KEPT_SECONDS = 150;
const KEPT_ATTEMPTS = 1_200;
/** An attempt counts once this many mean durations have passed since its start, so that slow ones are not missing. */
const RIPE_AFTER = 2.5;
/** Durations of a real service vary at least this much, however alike a few of them are. */
const VARIATION_MIN = 0.3;
/** What a level is taken for that brings nothing at all, as a share of what it would bring. */
const WORTHLESS = 1e-3;

/**
 * The attempts that started while a level was in force. Its value per second follows from renewal theory: each slot earns
 * the mean value of an attempt in the mean time of one. Counting what finishes in a window would lean to fast attempts,
 * and comes in waves.
 */
export class Cohort {
  readonly level: number;
  /** For how long the level was in force. */
  secondsSpent = 0;
  #attempts: CohortAttempt[] = [];

  constructor(level: number) {
    this.level = level;
  }

  static from({ level, secondsSpent, attempts }: CohortModel): Cohort {
    const cohort = new Cohort(level);
    cohort.secondsSpent = secondsSpent;
    cohort.#attempts = attempts.map(([startedAt, seconds, value]) => ({ startedAt, seconds, value }));
    return cohort;
  }

  /** The attempts in the order of their reports. */
  get attempts(): readonly CohortAttempt[] {
    return this.#attempts;
  }

  add(attempt: CohortAttempt): void {
    this.#attempts.push(attempt);
  }

  toModel(): CohortModel {
    return {
      level: this.level,
      secondsSpent: this.secondsSpent,
      attempts: this.#attempts.map(({ startedAt, seconds, value }) => [startedAt, seconds, value]),
    };
  }

  /** Forgets attempts that are too old to say anything about now. */
  trim(now: number): void {
    const recent = this.#attempts.filter(({ startedAt }) => startedAt > now - KEPT_SECONDS);
    this.#attempts = recent.slice(-KEPT_ATTEMPTS);
  }

  /**
   * Returns undefined if too few attempts are known.
   *
   * @param now the time of the latest telemetry
   * @param replicas how many have this level
   * @param from leaves out attempts that started before
   * @param until leaves out attempts that started then or later
   */
  estimate(
    now: number,
    replicas: number,
    from = Number.NEGATIVE_INFINITY,
    until = Number.POSITIVE_INFINITY,
  ): LevelEstimate | undefined {
    const known = this.#attempts.filter(({ startedAt }) => startedAt >= from && startedAt < until);
    if (known.length < ATTEMPTS_MIN) return undefined;
    const ripeBefore = now - RIPE_AFTER * mean(known, ({ seconds }) => seconds);
    const ripe = known.filter(({ startedAt }) => startedAt <= ripeBefore);
    const count = ripe.length;
    if (count < ATTEMPTS_MIN) return undefined;
    const meanSeconds = mean(ripe, ({ seconds }) => seconds);
    const meanValue = mean(ripe, ({ value }) => value);
    const slots = this.level * replicas;
    const least = VARIATION_MIN / Math.sqrt(count);
    if (meanValue <= 0) {
      return { logValue: Math.log((slots * WORTHLESS) / meanSeconds), error: least, count, meanSeconds };
    }
    // The delta method for the logarithm of a ratio of means.
    const squares = ripe.reduce(
      (sum, { value, seconds }) => sum + (value / meanValue - seconds / meanSeconds) ** 2,
      0,
    );
    const error = Math.max(Math.sqrt(squares / (count * (count - 1))), least);
    return { logValue: Math.log((slots * meanValue) / meanSeconds), error, count, meanSeconds };
  }
}

export const CohortModel = z.strictObject({
  level: z.number(),
  secondsSpent: z.number(),
  /** Start, seconds and value of each attempt. */
  attempts: z.array(z.tuple([z.number(), z.number(), z.number()])).max(2 * KEPT_ATTEMPTS),
});
export type CohortModel = z.infer<typeof CohortModel>;

const mean = (attempts: readonly CohortAttempt[], of: (attempt: CohortAttempt) => number): number =>
  attempts.reduce((sum, attempt) => sum + of(attempt), 0) / attempts.length;
