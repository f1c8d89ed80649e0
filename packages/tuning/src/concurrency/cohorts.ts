import { Cohort, type LevelEstimate } from './cohort.ts';

/** A level was in force from the first moment to the second. Seconds. */
interface Era {
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

/** One report of the fleet about its attempts. */
export interface CohortReport {
  /** Seconds. */
  readonly t: number;
  readonly configVersion: number;
  readonly inflight: number;
  readonly replicas: number;
  readonly attempts: readonly {
    readonly endedAt: number;
    readonly seconds: number;
    readonly value: number;
  }[];
}

const ERAS_KEPT = 20;
/** After a change, attempts that met the old load are waited for: half a mean duration, at most so long. */
const SETTLE_MAX_SECONDS = 4;
/** What the last echo weighs in the expected one. */
const ECHO_WEIGHT = 0.3;

/**
 * Sorts attempts by the level under which they started, however late they are reported. A level counts from when the
 * fleet has echoed its version and has no more attempts in flight than it allows; what starts in between belongs to none.
 * The first attempts of all met an empty service, and are left out.
 */
export class Cohorts {
  readonly #cohorts = new Map<number, Cohort>();
  #eras: Era[] = [];
  #level: number;
  #version: number;
  #openFrom: number | undefined;
  #pushedAt: number | undefined;
  #firstGenerationUntil: number | undefined;
  #echoSeconds = 1;
  #now = 0;
  #replicas = 1;

  constructor(level: number, version: number) {
    this.#level = level;
    this.#version = version;
    this.#cohorts.set(level, new Cohort(level));
  }

  get level(): number {
    return this.#level;
  }

  /** Whether attempts that start now count for the level in force. */
  get isOpen(): boolean {
    return this.#openFrom !== undefined;
  }

  /** The time of the latest report. */
  get now(): number {
    return this.#now;
  }

  /** How long it usually takes from a push to the first report under it. */
  get echoSeconds(): number {
    return this.#echoSeconds;
  }

  /** Puts a level in force. `at`: when it was pushed, seconds. */
  push(level: number, version: number, at: number): void {
    if (this.#openFrom !== undefined) this.#eras.push({ level: this.#level, from: this.#openFrom, to: at });
    this.#eras = this.#eras.slice(-ERAS_KEPT);
    this.#level = level;
    this.#version = version;
    this.#openFrom = undefined;
    this.#pushedAt = at;
  }

  observe({ t, configVersion, inflight, replicas, attempts }: CohortReport, meanSeconds: number): void {
    const elapsed = t - this.#now;
    this.#now = t;
    this.#replicas = Math.max(1, replicas);
    const isEchoed = configVersion === this.#version;
    if (isEchoed) this.#cohortOf(this.#level).secondsSpent += elapsed;
    if (isEchoed && this.#openFrom === undefined && inflight <= this.#level * this.#replicas) {
      this.#openFrom = t + Math.min(SETTLE_MAX_SECONDS, meanSeconds / 2);
      if (this.#pushedAt !== undefined)
        this.#echoSeconds += ECHO_WEIGHT * (t - this.#pushedAt - this.#echoSeconds);
    }
    for (const { endedAt, seconds, value } of attempts) {
      const startedAt = endedAt - seconds;
      this.#firstGenerationUntil ??= startedAt + 2 * seconds;
      if (startedAt < this.#firstGenerationUntil) continue;
      const level = this.#levelAt(startedAt);
      if (level !== undefined) this.#cohorts.get(level)?.add({ startedAt, seconds, value });
    }
    for (const cohort of this.#cohorts.values()) cohort.trim(t);
  }

  /** Undefined if too little is known of a level. `from`: leaves out attempts that started before. */
  estimate(level: number, from?: number): LevelEstimate | undefined {
    return this.#cohorts.get(level)?.estimate(this.#now, this.#replicas, from);
  }

  /** What was known of a level so many seconds ago. */
  estimateBefore(level: number, secondsAgo: number): LevelEstimate | undefined {
    return this.#cohorts.get(level)?.estimate(this.#now - secondsAgo, this.#replicas);
  }

  /** The levels that were ever in force and are not forgotten. */
  levels(): readonly number[] {
    return [...this.#cohorts.keys()];
  }

  /** For how long a level was in force. */
  secondsSpent(level: number): number {
    return this.#cohorts.get(level)?.secondsSpent ?? 0;
  }

  forget(level: number): void {
    if (level === this.#level) return;
    this.#cohorts.delete(level);
    this.#eras = this.#eras.filter((era) => era.level !== level);
  }

  /** Forgets everything, because the service is another one now. */
  forgetAll(): void {
    this.#cohorts.clear();
    this.#eras = [];
    if (this.#openFrom !== undefined) this.#openFrom = this.#now;
    this.#cohortOf(this.#level);
  }

  #levelAt(startedAt: number): number | undefined {
    if (this.#openFrom !== undefined && startedAt >= this.#openFrom) return this.#level;
    return this.#eras.findLast(({ from, to }) => startedAt >= from && startedAt < to)?.level;
  }

  #cohortOf(level: number): Cohort {
    const known = this.#cohorts.get(level);
    if (known !== undefined) return known;
    const made = new Cohort(level);
    this.#cohorts.set(level, made);
    return made;
  }
}
