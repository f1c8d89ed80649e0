import { z } from 'zod';
import { Cohort, CohortModel, type LevelEstimate } from './cohort.ts';

const seconds = z.number();

/** A level was in force from the first moment to the second. Seconds. */
const Era = z.strictObject({ level: z.number(), version: z.number(), from: seconds, to: seconds });
type Era = z.infer<typeof Era>;

export const CohortsModel = z.strictObject({
  cohorts: z.array(CohortModel),
  eras: z.array(Era),
  level: z.number(),
  version: z.number(),
  openFrom: seconds.nullable(),
  pushedAt: seconds.nullable(),
  /** Whether attempts of a higher level before may still be under way. */
  isDraining: z.boolean(),
  firstGenerationUntil: seconds.nullable(),
  echoSeconds: seconds,
  now: seconds,
  replicas: z.number(),
});
export type CohortsModel = z.infer<typeof CohortsModel>;

/** One report of the fleet about its attempts. */
export interface CohortReport {
  /** Seconds. */
  readonly t: number;
  /** The length of the step, seconds; the time since the last report if it is absent. */
  readonly dt?: number;
  readonly configVersion: number;
  readonly inflight: number;
  readonly replicas: number;
  /** Since when there has been more work than slots, seconds: what began before tells nothing of a level. Absent: always. */
  readonly fullFrom?: number;
  readonly attempts: readonly {
    readonly endedAt: number;
    readonly seconds: number;
    readonly value: number;
    readonly configVersion?: number;
    readonly inflightAtStart?: number;
  }[];
}

/** While there is work, reports come every few seconds, also late ones. What lies between others is no time at work. */
export const SILENCE_SECONDS = 15;
const ERAS_KEPT = 20;
/** After a change, attempts that met the old load are waited for: half a mean duration, at most so long. */
const SETTLE_MAX_SECONDS = 4;
/** What the last echo weighs in the expected one. */
const ECHO_WEIGHT = 0.3;

/**
 * Sorts attempts by the level under which they started, however late they are reported. A level counts from the begin of the
 * first step under its version, once there are no more attempts in flight than it allows; what starts in between belongs
 * to none. The first attempts of all met an empty service, and are left out.
 */
export class Cohorts {
  readonly #cohorts = new Map<number, Cohort>();
  #state: Omit<CohortsModel, 'cohorts'>;

  constructor(level: number, version: number, model?: CohortsModel) {
    const { cohorts = [], ...state } = model ?? {};
    this.#state = {
      eras: [],
      level,
      version,
      openFrom: null,
      pushedAt: null,
      isDraining: false,
      firstGenerationUntil: null,
      echoSeconds: 1,
      now: 0,
      replicas: 1,
      ...state,
    };
    for (const one of cohorts) this.#cohorts.set(one.level, Cohort.from(one));
    if (model === undefined) this.#cohortOf(level);
  }

  get level(): number {
    return this.#state.level;
  }

  /** Whether attempts that start now count for the level in force. */
  get isOpen(): boolean {
    return this.#state.openFrom !== null;
  }

  /** For how long attempts have counted for the level in force. */
  openSeconds(now: number): number {
    const { openFrom } = this.#state;
    return openFrom === null ? 0 : Math.max(0, now - openFrom);
  }

  /** The time of the latest report. */
  get now(): number {
    return this.#state.now;
  }

  /** How long it usually takes from a push to the first report under it. */
  get echoSeconds(): number {
    return this.#state.echoSeconds;
  }

  /** Puts a level in force. `at`: when it was pushed, seconds. */
  push(level: number, version: number, at: number): void {
    const { openFrom, level: before, version: versionBefore, eras } = this.#state;
    const ended: Era[] =
      openFrom === null ? [] : [{ level: before, version: versionBefore, from: openFrom, to: at }];
    this.#state = {
      ...this.#state,
      eras: [...eras, ...ended].slice(-ERAS_KEPT),
      level,
      version,
      openFrom: null,
      pushedAt: at,
      isDraining: level < before || (openFrom === null && this.#state.isDraining),
    };
  }

  observe(report: CohortReport, meanSeconds: number): void {
    const { t, configVersion, attempts, fullFrom = Number.NEGATIVE_INFINITY } = report;
    const elapsed = t - this.#state.now;
    this.#state.now = t;
    this.#state.replicas = Math.max(1, report.replicas);
    if (configVersion === this.#state.version) {
      this.#cohortOf(this.#state.level).secondsSpent += Math.min(elapsed, SILENCE_SECONDS);
      if (this.#state.openFrom === null) this.#maybeOpen(report, elapsed, meanSeconds);
    }
    for (const attempt of attempts) {
      const { endedAt, seconds, value } = attempt;
      const startedAt = endedAt - seconds;
      this.#state.firstGenerationUntil ??= startedAt + 2 * seconds;
      if (startedAt < Math.max(this.#state.firstGenerationUntil, fullFrom)) continue;
      const level = this.#levelAt(startedAt, attempt.configVersion, attempt.inflightAtStart);
      if (level !== undefined)
        this.#cohorts.get(level)?.add({ startedAt, seconds, value, inflight: attempt.inflightAtStart });
    }
    for (const cohort of this.#cohorts.values()) cohort.trim(t);
  }

  /** A step under the level in force: it counts from the begin of the step, if the service has no other load any more. */
  #maybeOpen({ t, dt, inflight, attempts }: CohortReport, elapsed: number, meanSeconds: number): void {
    const { level, replicas, pushedAt, isDraining, echoSeconds } = this.#state;
    if (inflight > level * replicas) return;
    // Of many replicas, nobody can tell when the last one had room again.
    const isTold = replicas === 1 && attempts.some(({ inflightAtStart }) => inflightAtStart !== undefined);
    const begin = isDraining && !isTold ? t : Math.max(t - (dt ?? elapsed), pushedAt ?? 0);
    this.#state.openFrom = begin + Math.min(SETTLE_MAX_SECONDS, meanSeconds / 2);
    if (pushedAt !== null) this.#state.echoSeconds += ECHO_WEIGHT * (t - pushedAt - echoSeconds);
  }

  /** Undefined if too little is known of a level. `from` and `until`: leave out attempts that started outside. */
  estimate(level: number, from?: number, until?: number): LevelEstimate | undefined {
    return this.#cohorts.get(level)?.estimate(this.#state.now, this.#state.replicas, from, until);
  }

  /** What was known of a level so many seconds ago. */
  estimateBefore(level: number, secondsAgo: number): LevelEstimate | undefined {
    return this.#cohorts.get(level)?.estimate(this.#state.now - secondsAgo, this.#state.replicas);
  }

  /** The levels that were ever in force and are not forgotten. */
  levels(): readonly number[] {
    return [...this.#cohorts.keys()];
  }

  /** The attempts that are known of a level. */
  attemptsOf(level: number): Cohort['attempts'] {
    return this.#cohorts.get(level)?.attempts ?? [];
  }

  /** For how long a level was in force. */
  secondsSpent(level: number): number {
    return this.#cohorts.get(level)?.secondsSpent ?? 0;
  }

  forget(level: number): void {
    if (level === this.#state.level) return;
    this.#cohorts.delete(level);
    this.#state.eras = this.#state.eras.filter((era) => era.level !== level);
  }

  /** Forgets everything, because the service is another one now. */
  forgetAll(): void {
    this.#cohorts.clear();
    this.#state.eras = [];
    if (this.#state.openFrom !== null) this.#state.openFrom = this.#state.now;
    this.#cohortOf(this.#state.level);
  }

  toModel(): CohortsModel {
    return { ...this.#state, cohorts: [...this.#cohorts.values()].map((cohort) => cohort.toModel()) };
  }

  #levelAt(startedAt: number, version?: number, inflightAtStart = 0): number | undefined {
    const { openFrom, level, replicas, eras } = this.#state;
    const isOf = (era: Omit<Era, 'to'>): boolean =>
      (version === undefined || version === era.version) && inflightAtStart <= era.level * replicas;
    if (openFrom !== null && startedAt >= openFrom)
      return isOf({ ...this.#state, from: openFrom }) ? level : undefined;
    const era = eras.findLast(({ from, to }) => startedAt >= from && startedAt < to);
    return era !== undefined && isOf(era) ? era.level : undefined;
  }

  #cohortOf(level: number): Cohort {
    let cohort = this.#cohorts.get(level);
    if (cohort === undefined) {
      cohort = new Cohort(level);
      this.#cohorts.set(level, cohort);
    }
    return cohort;
  }
}
