import { z } from 'zod';

/** A finished attempt. Its value is in units of a success; it is negative if the attempt only cost something. */
interface CohortAttempt {
  /** Seconds. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly value: number;
  /** Attempts in flight of its worker when it started, itself included; absent if unknown. */
  readonly inflight?: number | undefined;
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
  /** The share of slots that were in use when attempts started. */
  readonly fill?: number;
}

const ATTEMPTS_MIN = 5;
/** The oldest and the most attempts that are kept. */
const KEPT_SECONDS = 150;
const KEPT_ATTEMPTS = 600;
/** An attempt counts once this many mean durations have passed since its start, so that slow ones are not missing. */
const RIPE_AFTER = 2.5;
/** Durations of a real service vary at least this much, however alike a few of them are. */
const VARIATION_MIN = 0.3;
/** Durations are kept to ten microseconds. */
const TICKS_PER_SECOND = 100_000;
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

  static from({ level, secondsSpent, gapsMs, ticks, values, inflights }: CohortModel): Cohort {
    const cohort = new Cohort(level);
    cohort.secondsSpent = secondsSpent;
    let atMs = 0;
    for (const [i, gap] of gapsMs.entries()) {
      atMs += gap;
      const seconds = (ticks[i] ?? 1) / TICKS_PER_SECOND;
      const inflight = inflights[i] || undefined;
      cohort.#attempts.push({ startedAt: atMs / 1_000, seconds, value: values[i] ?? 1, inflight });
    }
    return cohort;
  }

  /** The attempts in the order of their reports. */
  get attempts(): readonly CohortAttempt[] {
    return this.#attempts;
  }

  add(attempt: CohortAttempt): void {
    const { startedAt, seconds, value, inflight } = attempt;
    // As precise as the model, so that it is the same after an import.
    this.#attempts.push({
      startedAt: toMs(startedAt) / 1_000,
      seconds: toTicks(seconds) / TICKS_PER_SECOND,
      value,
      ...(isCount(inflight) && { inflight }),
    });
  }

  toModel(): CohortModel {
    return {
      level: this.level,
      secondsSpent: this.secondsSpent,
      gapsMs: this.#attempts.map(
        ({ startedAt }, i) => toMs(startedAt) - toMs(this.#attempts[i - 1]?.startedAt ?? 0),
      ),
      ticks: this.#attempts.map(({ seconds }) => toTicks(seconds)),
      values: this.#attempts.map(({ value }) => value),
      inflights: this.#attempts.map(({ inflight = 0 }) => inflight),
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
    const fill = this.#fillOf(ripe);
    const slots = this.level * fill * replicas;
    const least = VARIATION_MIN / Math.sqrt(count);
    if (meanValue <= 0) {
      return {
        logValue: logRate(slots, WORTHLESS, meanSeconds),
        error: least,
        count,
        meanSeconds,
        fill,
      };
    }
    // The delta method for the logarithm of a ratio of means.
    const squares = ripe.reduce(
      (sum, { value, seconds }) => sum + (value / meanValue - seconds / meanSeconds) ** 2,
      0,
    );
    const error = Math.max(Math.sqrt(squares / (count * (count - 1))), least);
    return { logValue: logRate(slots, meanValue, meanSeconds), error, count, meanSeconds, fill };
  }

  /**
   * Real workers open new slots one by one, leave some empty between attempts, and hold back by themselves: only slots in use earn
   * anything.
   */
  #fillOf(attempts: readonly CohortAttempt[]): number {
    const told = attempts.filter(({ inflight }) => inflight !== undefined);
    if (told.length === 0) return 1;
    return Math.min(1, mean(told, ({ inflight = 0 }) => inflight) / this.level);
  }
}

const mean = (attempts: readonly CohortAttempt[], of: (attempt: CohortAttempt) => number): number =>
  attempts.reduce((sum, attempt) => sum + of(attempt), 0) / attempts.length;

/** Summed: a product of small figures may be zero, which has no logarithm. */
const logRate = (slots: number, value: number, seconds: number): number =>
  Math.log(slots) + Math.log(value) - Math.log(seconds);

export const CohortModel = z.strictObject({
  level: z.number(),
  secondsSpent: z.number(),
  /** Of each attempt: the start after that of the one before, how long it took, and its value. */
  gapsMs: z.array(z.int()).max(KEPT_ATTEMPTS),
  ticks: z.array(z.int()).max(KEPT_ATTEMPTS),
  values: z.array(z.number()).max(KEPT_ATTEMPTS),
  /** In flight when it started; 0: unknown. */
  inflights: z.array(z.number()).max(KEPT_ATTEMPTS).default([]),
});
export type CohortModel = z.infer<typeof CohortModel>;

/** No attempt takes no time at all. */
const toTicks = (seconds: number): number => Math.max(1, Math.round(seconds * TICKS_PER_SECOND));
const isCount = (count: number | undefined): boolean =>
  count !== undefined && Number.isFinite(count) && count > 0;
const toMs = (seconds: number): number => Math.round(seconds * 1_000);
