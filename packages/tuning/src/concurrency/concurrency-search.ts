import { affordableStep } from './affordable-step.ts';
import type { LevelEstimate } from './cohort.ts';
import { Cohorts } from './cohorts.ts';
import {
  type Finding,
  isKnownWorse,
  isMeasured,
  judgeTrial,
  type Trial,
  toFinding,
  toNote,
  trialSeconds,
} from './judge-trial.ts';
import { Ledger } from './ledger.ts';
import { LevelChanges, type ServiceChange } from './level-changes.ts';
import { MemoryCap } from './memory-cap.ts';
import { nextLevel } from './next-level.ts';
import {
  beginSearch,
  drawHold,
  fail,
  HOLD_SECONDS,
  hasFailed,
  type Probe,
  type SearchModel,
  type SearchState,
  turn,
} from './search-model.ts';
import type { SearchReport } from './search-report.ts';
import { afterLoss, STEP_FIRST, STEP_MAX, STEP_MIN } from './search-steps.ts';
import { endHold, restart, startClock, takeLevel } from './search-transitions.ts';
import { isComplete, mayReturn } from './trial-return.ts';
import { hasWonTwice } from './two-wins.ts';

interface SearchOptions {
  /** The level without a search, which is never left without proof. */
  readonly defaultLevel: number;
  readonly min: number;
  readonly max: number;
  /** Of the lots that make holds longer or shorter. */
  readonly seed?: number;
}

const RETRIES_MAX = 2;
/** A level is known to be worse for so long. */
const KNOWN_SECONDS = 60;

/**
 * Searches for the concurrency that brings the most value per second, by trials that it has earned. Value is unimodal in
 * concurrency: it grows while slots are the limit, and falls when attempts get in each other's way. So it walks: a step
 * down first, because that is the safe side and tells the slope as well; then wherever a trial is better by more than
 * chance, with steps in proportion to the slope. Leaving the default needs three standard errors and two wins, later steps
 * half as many and one. Deterministic: the same reports give the same levels.
 */
export class ConcurrencySearch {
  readonly #options: SearchOptions;
  readonly #cohorts: Cohorts;
  readonly #ledger: Ledger;
  readonly #changes: LevelChanges;
  readonly #memory: MemoryCap;
  #state: SearchState;

  constructor(options: SearchOptions, model?: SearchModel) {
    const { defaultLevel } = options;
    this.#options = options;
    this.#state = model === undefined ? beginSearch(defaultLevel, options.seed ?? 0) : { ...model.state };
    this.#cohorts = new Cohorts(defaultLevel, this.#state.version, model?.cohorts);
    this.#ledger = new Ledger(defaultLevel, this.#cohorts, model?.ledger);
    this.#changes = new LevelChanges(model?.changes);
    this.#memory = new MemoryCap(model?.memory);
  }

  /** The version of the level that is to be in force; it rises with each change. */
  get version(): number {
    return this.#state.version;
  }

  get incumbent(): number {
    return this.#state.incumbent;
  }

  observe(report: SearchReport): void {
    const meanSeconds = this.#cohorts.estimate(this.#state.incumbent)?.meanSeconds ?? 0;
    const silence = report.t - this.#cohorts.now;
    this.#cohorts.observe(report, meanSeconds);
    const ended = report.attempts.map(({ endedAt, value }) => ({ at: endedAt, value }));
    this.#changes.observe(report.t, ended, report.fill);
    if (report.memory !== undefined)
      this.#memory.observe(report.inflight / Math.max(1, report.replicas), report.memory);
    this.#ledger.update(report.t, silence);
    startClock(this.#state, report.t);
  }

  get state(): Readonly<SearchState> {
    return this.#state;
  }

  get cohorts(): Pick<Cohorts, 'levels' | 'estimate' | 'level' | 'echoSeconds'> {
    return this.#cohorts;
  }

  /** What may be spent on trials, seconds of the default's value; undefined while that is not known. */
  credit(now: number): number | undefined {
    return this.#ledger.isOpen ? this.#ledger.balance(now, this.#state.incumbent) : undefined;
  }

  /** Ends a trial, because its figures say nothing now. */
  suspend(now: number): void {
    if (this.#state.phase.kind !== 'hold') this.#back(now, 'MEASURE');
    this.#changes.moved(now);
  }

  /** Goes on from a level that a person has put in force. */
  adopt(level: number, now: number): void {
    const before = this.#state.incumbent;
    this.#state.incumbent = level;
    this.#back(now, 'MEASURE');
    this.#ledger.settleAllBut(level, before);
    this.#state.failed = [];
  }

  toModel(): SearchModel {
    return {
      state: { ...this.#state },
      cohorts: this.#cohorts.toModel(),
      ledger: this.#ledger.toModel(),
      changes: this.#changes.toModel(),
      memory: this.#memory.toModel(),
    };
  }

  /**
   * Returns the level that is to be in force from now on.
   *
   * @param mayProbe whether a trial may begin; one under way is judged in any case
   */
  decide(now: number, mayProbe = true): number {
    const change = this.#changes.find(now, this.#cohorts, {
      incumbent: this.#state.incumbent,
      level: this.#cohorts.level,
    });
    if (change !== undefined) this.#beginAnew(now, change);
    const { phase } = this.#state;
    if (phase.kind === 'probe') this.#judge(now, phase);
    else if (phase.kind === 'reference' && mayProbe) this.#maybeProbe(now, phase.since);
    else if (phase.kind === 'hold' && now >= phase.until) this.#endHold(now);
    return this.#cohorts.level;
  }

  /** Tries the next level as soon as the incumbent is measured well enough, and there is credit for the step. */
  #maybeProbe(now: number, since: number): void {
    const reference = this.#cohorts.estimate(this.#state.incumbent);
    if (reference === undefined || !this.#cohorts.isOpen) return;
    if (!isMeasured(reference, now - since, this.#state.isKeen ? this.#state.step : undefined)) return;
    if (hasFailed(this.#state, this.#state.direction)) turn(this.#state);
    for (let tried = 0; tried < 2 && !hasFailed(this.#state, this.#state.direction); tried++) {
      const knowledge = { search: this.#state, cohorts: this.#cohorts, ledger: this.#ledger };
      const step = affordableStep(now, reference, knowledge);
      if (step === undefined) {
        this.#state.reason = 'NO_CREDIT';
        return;
      }
      const level = nextLevel(this.#state.incumbent, this.#state.direction * step, {
        ...this.#options,
        roof: this.#memory.level,
      });
      if (level !== this.#state.incumbent && !isKnownWorse(this.#recent(level), reference)) {
        this.#state.phase = { kind: 'probe', since: now, level };
        this.#state.reason = 'PROBE';
        this.#push(level, now);
        return;
      }
      fail(this.#state, this.#state.direction);
      turn(this.#state);
    }
    this.#hold(now);
  }

  /** What is known of a level that is not too old: a service may have become better unnoticed, in the middle of a trial. */
  #recent(level: number): LevelEstimate | undefined {
    return this.#cohorts.estimate(level, this.#cohorts.now - KNOWN_SECONDS);
  }

  #judge(now: number, probe: Probe): void {
    const { level, returnedAt } = probe;
    const seconds = now - probe.since;
    const reference = this.#cohorts.estimate(this.#state.incumbent);
    const isTold = returnedAt !== undefined || this.#cohorts.isOpen;
    const tried = isTold ? this.#cohorts.estimate(level) : undefined;
    if (reference !== undefined && !this.#state.isKeen) {
      const incumbent = { level: this.#state.incumbent, reference };
      const spending = { cohorts: this.#cohorts, credit: this.#ledger.balance(now, this.#state.incumbent) };
      if (mayReturn(now, probe, incumbent, spending)) this.#returnEarly(now, probe);
    }
    if (reference === undefined || tried === undefined) {
      if (seconds > trialSeconds(reference?.meanSeconds ?? 0))
        this.#reject(now, { gain: 0, error: 1, distance: STEP_MIN });
      return;
    }
    const trial: Trial = {
      reference,
      tried,
      distance: Math.abs(Math.log(level / this.#state.incumbent)),
      seconds,
      isTwice: hasWonTwice(this.#cohorts, level, reference),
      isLeaving: this.#state.incumbent === this.#options.defaultLevel && !this.#state.hasChanged,
      isComplete: isComplete(probe, reference.meanSeconds, this.#cohorts.now),
    };
    const finding = toFinding(trial);
    this.#state.note = toNote(this.#state.incumbent, level, trial);
    const verdict = judgeTrial(trial);
    if (verdict === 'accept') this.#accept(now, level, finding);
    else if (verdict === 'wait') return;
    else if (verdict === 'reject' || this.#state.retries >= RETRIES_MAX) this.#reject(now, finding);
    else this.#retry(now, verdict, trial);
  }

  /** Puts the incumbent in force again; the trial is judged once its attempts have ended. */
  #returnEarly(now: number, probe: Probe): void {
    this.#state.phase = { ...probe, returnedAt: now };
    this.#state.reason = 'MEASURE';
    this.#state.note = null;
    this.#push(this.#state.incumbent, now);
  }

  #accept(now: number, level: number, finding: Finding): void {
    this.#push(level, now);
    this.#ledger.settleAllBut(level, this.#state.incumbent);
    takeLevel(this.#state, level, finding, now);
  }

  /** Returns to the incumbent. Where the value clearly rises the other way, that is tried next. */
  #reject(now: number, finding: Finding): void {
    this.#back(now, 'REJECT');
    this.#state.retries = 0;
    this.#state.isKeen = false;
    const next = afterLoss(finding, this.#state.wins > 0 || this.#state.hasChanged);
    if (next.kind === 'shorten') {
      this.#state.step = next.step;
      return;
    }
    fail(this.#state, this.#state.direction);
    turn(this.#state);
    if (next.kind === 'turn-keenly') {
      this.#state.failed = this.#state.failed.filter((each) => each !== this.#state.direction);
      this.#state.isKeen = true;
      this.#state.step = next.step;
    } else {
      this.#state.step = Math.min(this.#state.step, STEP_FIRST);
      if (hasFailed(this.#state, this.#state.direction)) this.#hold(now);
    }
  }

  /**
   * Measures the incumbent better, and tries again once there is credit; what is known of both levels by then counts as well.
   * A trial that only cost something gives way to one in the other direction.
   */
  #retry(now: number, verdict: 'retry' | 'pause', { distance, isComplete }: Trial): void {
    this.#state.retries++;
    if (verdict === 'pause') turn(this.#state);
    else this.#state.step = Math.min(STEP_MAX, isComplete ? distance : 1.3 * distance);
    this.#back(now, 'MEASURE');
  }

  #back(now: number, reason: SearchState['reason']): void {
    this.#push(this.#state.incumbent, now);
    this.#state.phase = { kind: 'reference', since: now };
    this.#state.reason = reason;
  }

  /** Both directions have failed: lets the incumbent be for a while, each time longer. */
  #hold(now: number): void {
    this.#push(this.#state.incumbent, now);
    this.#state.phase = { kind: 'hold', until: now + drawHold(this.#state) };
    this.#state.holdSeconds = Math.min(HOLD_SECONDS.max, 2 * this.#state.holdSeconds);
    this.#state.reason = 'HOLD';
  }

  #endHold(now: number): void {
    this.#ledger.settleAllBut(this.#state.incumbent, this.#state.incumbent);
    endHold(this.#state, now);
  }

  /** The service has changed: forgets what it was, and searches in the direction of the change. */
  #beginAnew(now: number, change: ServiceChange): void {
    this.#ledger.reset(now, this.#state.incumbent);
    restart(this.#state, change, this.#options.defaultLevel, now);
    this.#push(this.#state.incumbent, now);
    this.#cohorts.forgetAll();
    this.#changes.reset(now);
  }

  #push(level: number, now: number): void {
    if (level === this.#cohorts.level) return;
    this.#state.version++;
    this.#ledger.settleOldest(this.#state.incumbent);
    this.#cohorts.push(level, this.#state.version, now);
    this.#changes.moved(now);
  }
}
