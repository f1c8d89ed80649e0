import { clamp } from './clamp.ts';
import type { LevelEstimate } from './cohort.ts';
import { Cohorts } from './cohorts.ts';
import {
  type Finding,
  isKnownWorse,
  isMeasured,
  judgeTrial,
  type Trial,
  toFinding,
  trialSeconds,
} from './judge-trial.ts';
import { Ledger } from './ledger.ts';
import { LevelChanges, type ServiceChange } from './level-changes.ts';
import { MemoryCap } from './memory-cap.ts';
import { nextLevel } from './next-level.ts';
import type { SearchReason, SearchReport } from './search-report.ts';
import { stepRisk } from './step-risk.ts';

export interface SearchOptions {
  /** The level without a search, which is never left without proof. */
  readonly defaultLevel: number;
  readonly min: number;
  readonly max: number;
}

/** What a search does: measures its incumbent, tries another level, or lets things be for a while. */
type Phase =
  | { readonly kind: 'reference'; readonly since: number }
  | { readonly kind: 'probe'; readonly since: number; readonly level: number }
  | { readonly kind: 'hold'; readonly until: number };

/** Steps are logarithms of factors. */
const STEP_FIRST = Math.log(1.25);
const STEP_MIN = Math.log(1.1);
const STEP_MAX = Math.log(1.6);
const HOLD_SECONDS = { first: 30, max: 240 } as const;
const RETRIES_MAX = 2;
/** A slope of the value, by lower bound, at which the other direction is tried at once. */
const KEEN_SLOPE = 0.3;

/**
 * Searches for the concurrency that brings the most value per second, by trials that it has earned. Value is unimodal in
 * concurrency: it grows while slots are the limit, and falls when attempts get in each other's way. So it walks: a step
 * down first, because that is the safe side and tells the slope as well; then wherever a trial is better by more than
 * chance, with steps in proportion to the slope. Leaving the default needs three standard errors, later steps half as
 * many. Deterministic: the same reports give the same levels.
 */
export class ConcurrencySearch {
  readonly #options: SearchOptions;
  readonly #cohorts: Cohorts;
  readonly #ledger: Ledger;
  readonly #changes = new LevelChanges();
  readonly #memory = new MemoryCap();
  #phase: Phase = { kind: 'reference', since: 0 };
  #incumbent: number;
  #version = 1;
  #direction: 1 | -1 = -1;
  #step = STEP_FIRST;
  readonly #failed = new Set<1 | -1>();
  #isKeen = false;
  #wins = 0;
  #retries = 0;
  #holdSeconds: number = HOLD_SECONDS.first;
  /** Whether the service has changed, so that the default is as unproven as any level. */
  #hasChanged = false;
  #reason: SearchReason = 'MEASURE';

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#incumbent = options.defaultLevel;
    this.#cohorts = new Cohorts(options.defaultLevel, this.#version);
    this.#ledger = new Ledger(options.defaultLevel, this.#cohorts);
  }

  /** The version of the level that is to be in force; it rises with each change. */
  get version(): number {
    return this.#version;
  }

  get incumbent(): number {
    return this.#incumbent;
  }

  get reason(): SearchReason {
    return this.#reason;
  }

  observe(report: SearchReport): void {
    const meanSeconds = this.#cohorts.estimate(this.#incumbent)?.meanSeconds ?? 0;
    this.#cohorts.observe(report, meanSeconds);
    this.#changes.observe(
      report.t,
      report.attempts.map(({ endedAt, value }) => ({ at: endedAt, value })),
    );
    if (report.memory !== undefined)
      this.#memory.observe(report.inflight / Math.max(1, report.replicas), report.memory);
    this.#ledger.update();
  }

  /** Returns the level that is to be in force from now on. */
  decide(now: number): number {
    const change = this.#changes.find(now, this.#cohorts, {
      incumbent: this.#incumbent,
      level: this.#cohorts.level,
    });
    if (change !== undefined) this.#beginAnew(now, change);
    switch (this.#phase.kind) {
      case 'hold':
        if (now >= this.#phase.until) this.#endHold(now);
        break;
      case 'reference':
        this.#maybeProbe(now, this.#phase.since);
        break;
      case 'probe':
        this.#judge(now, this.#phase);
        break;
    }
    return this.#cohorts.level;
  }

  /** Tries the next level as soon as the incumbent is measured well enough, and there is credit for the step. */
  #maybeProbe(now: number, since: number): void {
    const reference = this.#cohorts.estimate(this.#incumbent);
    if (reference === undefined || !this.#cohorts.isOpen) return;
    if (!isMeasured(reference, now - since, this.#isKeen ? this.#step : undefined)) return;
    if (this.#failed.has(this.#direction)) this.#turn();
    for (let tried = 0; tried < 2 && !this.#failed.has(this.#direction); tried++) {
      const step = this.#affordable(now, reference);
      if (step === undefined) {
        this.#reason = 'NO_CREDIT';
        return;
      }
      const level = nextLevel(this.#incumbent, this.#direction * step, {
        ...this.#options,
        roof: this.#memory.level,
      });
      if (level !== this.#incumbent && !isKnownWorse(this.#cohorts.estimate(level), reference)) {
        this.#phase = { kind: 'probe', since: now, level };
        this.#reason = 'PROBE';
        this.#push(level, now);
        return;
      }
      this.#failed.add(this.#direction);
      this.#turn();
    }
    this.#hold(now);
  }

  /** The step that the ledger pays for; undefined if that is none worth trying. */
  #affordable(now: number, reference: LevelEstimate): number | undefined {
    if (this.#isKeen || !this.#ledger.isOpen) return this.#step;
    const seconds = 3 + this.#cohorts.echoSeconds;
    const paid =
      this.#ledger.balance(now) /
      seconds /
      stepRisk(this.#cohorts, this.#incumbent, reference, this.#direction);
    if (paid >= this.#step) return this.#step;
    return paid < STEP_MIN ? undefined : paid;
  }

  #judge(now: number, { since, level }: { readonly since: number; readonly level: number }): void {
    const seconds = now - since;
    const reference = this.#cohorts.estimate(this.#incumbent);
    const tried = this.#cohorts.isOpen ? this.#cohorts.estimate(level) : undefined;
    if (reference === undefined || tried === undefined) {
      if (seconds > trialSeconds(reference?.meanSeconds ?? 0))
        this.#reject(now, { gain: 0, error: 1, distance: STEP_MIN });
      return;
    }
    const trial: Trial = {
      reference,
      tried,
      distance: Math.abs(Math.log(level / this.#incumbent)),
      seconds,
      isLeaving: this.#incumbent === this.#options.defaultLevel && !this.#hasChanged,
      isBroke: !this.#isKeen && this.#ledger.balance(now) < 0,
    };
    const finding = toFinding(trial);
    switch (judgeTrial(trial)) {
      case 'wait':
        break;
      case 'accept':
        this.#accept(now, level, finding);
        break;
      case 'retry':
        if (this.#retries < RETRIES_MAX) this.#retry(now, finding);
        else this.#reject(now, finding);
        break;
      case 'reject':
        this.#reject(now, finding);
        break;
    }
  }

  #accept(now: number, level: number, { gain, distance }: Finding): void {
    for (const other of this.#cohorts.levels()) if (other !== level) this.#ledger.settle(other);
    this.#incumbent = level;
    this.#wins++;
    this.#retries = 0;
    this.#isKeen = false;
    this.#failed.clear();
    this.#holdSeconds = HOLD_SECONDS.first;
    const isFirst = this.#wins === 1 && !this.#hasChanged;
    this.#step = isFirst ? STEP_FIRST : clamp((0.8 * gain) / distance, STEP_MIN, STEP_MAX);
    this.#phase = { kind: 'reference', since: now };
    this.#reason = 'ACCEPT';
  }

  /** Returns to the incumbent. Where the value clearly rises the other way, that is tried next. */
  #reject(now: number, { gain, error, distance }: Finding): void {
    const slope = gain / distance;
    this.#back(now, 'REJECT');
    this.#retries = 0;
    this.#isKeen = false;
    if (slope + (1.5 * error) / distance < -KEEN_SLOPE) {
      this.#failed.add(this.#direction);
      this.#turn();
      this.#failed.delete(this.#direction);
      this.#isKeen = true;
      const roof = this.#wins === 0 && !this.#hasChanged ? STEP_FIRST : STEP_MAX;
      this.#step = clamp(0.8 * Math.abs(slope), STEP_MIN, roof);
    } else if (distance > 1.05 * STEP_FIRST && slope > -0.6) {
      this.#step = distance / 2;
    } else {
      this.#failed.add(this.#direction);
      this.#turn();
      this.#step = Math.min(this.#step, STEP_FIRST);
      if (this.#failed.has(this.#direction)) this.#hold(now);
    }
  }

  /** Measures the incumbent better, and tries again with a larger step. */
  #retry(now: number, { distance }: Finding): void {
    this.#retries++;
    this.#step = Math.min(STEP_MAX, 1.3 * distance);
    this.#back(now, 'MEASURE');
  }

  #back(now: number, reason: SearchReason): void {
    this.#push(this.#incumbent, now);
    this.#phase = { kind: 'reference', since: now };
    this.#reason = reason;
  }

  /** Both directions have failed: lets the incumbent be for a while, each time longer. */
  #hold(now: number): void {
    this.#push(this.#incumbent, now);
    this.#phase = { kind: 'hold', until: now + this.#holdSeconds };
    this.#holdSeconds = Math.min(HOLD_SECONDS.max, 2 * this.#holdSeconds);
    this.#reason = 'HOLD';
  }

  #endHold(now: number): void {
    for (const level of this.#cohorts.levels()) if (level !== this.#incumbent) this.#ledger.settle(level);
    this.#failed.clear();
    this.#step = STEP_FIRST;
    this.#phase = { kind: 'reference', since: now };
    this.#reason = 'MEASURE';
  }

  /** The service has changed: forgets what it was, and searches in the direction of the change. */
  #beginAnew(now: number, { sign, isSevere }: ServiceChange): void {
    const { defaultLevel } = this.#options;
    this.#ledger.reset(now);
    if (isSevere)
      this.#incumbent =
        sign > 0 ? Math.max(this.#incumbent, defaultLevel) : Math.min(this.#incumbent, defaultLevel);
    this.#push(this.#incumbent, now);
    this.#cohorts.forgetAll();
    this.#changes.reset(now);
    this.#failed.clear();
    this.#hasChanged = true;
    this.#isKeen = true;
    this.#direction = sign;
    this.#step = STEP_MAX;
    this.#holdSeconds = HOLD_SECONDS.first;
    this.#phase = { kind: 'reference', since: now };
    this.#reason = 'CHANGE_DETECTED';
  }

  #push(level: number, now: number): void {
    if (level === this.#cohorts.level) return;
    this.#version++;
    this.#cohorts.push(level, this.#version, now);
    this.#changes.moved(now);
  }

  #turn(): void {
    this.#direction = this.#direction > 0 ? -1 : 1;
  }
}
