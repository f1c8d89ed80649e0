import { z } from 'zod';
import type { LevelEstimate } from './cohort.ts';
import { type Cohorts, SILENCE_SECONDS } from './cohorts.ts';
import { ASYMMETRY } from './level-changes.ts';

/** What a search may lose before it has gained anything, in seconds of the default's value. */
const GRANT_SECONDS = 1;
/** What it may lose besides, as a share of the time in which something was reported. */
const GRANT_SHARE = 0.01;
/** Earlier gains pay for no more than so many seconds. */
const CREDIT_MAX_SECONDS = 60;
/** Gains count by their lower bound: so many standard errors below the estimate. */
const CAUTION = 1.5;
/** Levels that are remembered besides those in use. */
const LEVELS_MAX = 10;
/** A newer measurement of the default replaces one that is hardly better. */
const RENEWAL = 1.2;

export const LedgerModel = z.strictObject({
  /** The best measurement of the default's value since the last change of the service. */
  reference: z
    .strictObject({
      logValue: z.number(),
      error: z.number(),
      count: z.number(),
      meanSeconds: z.number(),
      fill: z.number().exactOptional(),
    })
    .nullable(),
  carried: z.number(),
  grant: z.number(),
  since: z.number(),
});
export type LedgerModel = z.infer<typeof LedgerModel>;

/**
 * What a search for better settings has earned beside the default, and so may spend on trying others (Wu and others,
 * Conservative Bandits, ICML 2016). It is computed anew from all that is known each time, so that it corrects itself as
 * the default's value becomes clearer. Unit: seconds of the default's value.
 */
export class Ledger {
  readonly #defaultLevel: number;
  readonly #cohorts: Cohorts;
  /** The best measurement of the default's value since the last change of the service. */
  #reference: LevelEstimate | undefined;
  #carried = 0;
  #grant = GRANT_SECONDS;
  /** Since when a share of the time is granted, seconds; 0: not yet. */
  #since = 0;

  constructor(defaultLevel: number, cohorts: Cohorts, model?: LedgerModel) {
    this.#defaultLevel = defaultLevel;
    this.#cohorts = cohorts;
    this.#reference = model?.reference ?? undefined;
    this.#carried = model?.carried ?? 0;
    this.#grant = model?.grant ?? GRANT_SECONDS;
    this.#since = model?.since ?? 0;
  }

  /** Whether the value of the default is known, without which nothing can be weighed. */
  get isOpen(): boolean {
    return this.#reference !== undefined;
  }

  /**
   * Call it after each report.
   *
   * @param now its time, of any clock
   * @param silence for so long nothing was reported before: without work, or between export and import
   */
  update(now: number, silence = 0): void {
    if (this.#since === 0) this.#since = now;
    else if (silence > SILENCE_SECONDS) this.#since += silence;
    const measured = this.#cohorts.estimate(this.#defaultLevel);
    const known = this.#reference?.error ?? Number.POSITIVE_INFINITY;
    if (measured !== undefined && measured.error < RENEWAL * known) this.#reference = measured;
  }

  /**
   * What may be spent now; negative if more was lost in trials than granted. An incumbent costs nothing: one that has become worse than
   * the default was measured once must be left, and trials find out where to.
   */
  balance(now: number, incumbent: number): number {
    const earned = this.#cohorts.levels().reduce((sum, level) => sum + this.#gainOf(level, incumbent), 0);
    return Math.min(
      CREDIT_MAX_SECONDS,
      this.#carried + this.#grant + GRANT_SHARE * (now - this.#since) + earned,
    );
  }

  /** Books what all other levels have brought, and forgets their attempts. The default's are kept. @param incumbent until now */
  settleAllBut(kept: number, incumbent: number): void {
    for (const level of this.#cohorts.levels()) if (level !== kept) this.#settle(level, incumbent);
  }

  /** Settles the level that was tried first, if there are too many to remember in a long round of trials. */
  settleOldest(incumbent: number): void {
    const { level: current } = this.#cohorts;
    const kept = new Set([incumbent, current, this.#defaultLevel]);
    const [oldest, ...others] = this.#cohorts.levels().filter((level) => !kept.has(level));
    if (oldest !== undefined && others.length >= LEVELS_MAX) this.#settle(oldest, incumbent);
  }

  /** Begins anew after a change of the service: what was earned stays, and nothing is granted again. */
  reset(now: number, incumbent: number): void {
    this.#carried = Math.max(0, this.balance(now, incumbent));
    this.#reference = undefined;
    this.#grant = 0;
    this.#since = now;
  }

  toModel(): LedgerModel {
    return {
      reference: this.#reference ?? null,
      carried: this.#carried,
      grant: this.#grant,
      since: this.#since,
    };
  }

  #settle(level: number, incumbent: number): void {
    if (level === this.#defaultLevel) return;
    this.#carried = Math.min(CREDIT_MAX_SECONDS, this.#carried + this.#gainOf(level, incumbent));
    this.#cohorts.forget(level);
  }

  #gainOf(level: number, incumbent: number): number {
    const gain = this.#differenceOf(level);
    return level === incumbent ? Math.max(0, gain) : gain;
  }

  /** What a level has brought beside the default, by its lower bound. */
  #differenceOf(level: number): number {
    if (level === this.#defaultLevel || this.#reference === undefined) return 0;
    const estimate = this.#cohorts.estimate(level);
    // A level of which nothing is known is taken for the worst that it can be.
    const worst = -Math.abs(Math.log(level / this.#defaultLevel));
    const logGain =
      estimate === undefined
        ? worst
        : Math.max(
            level > this.#defaultLevel ? ASYMMETRY * worst : worst,
            estimate.logValue -
              this.#reference.logValue -
              CAUTION * Math.hypot(estimate.error, this.#reference.error),
          );
    return this.#cohorts.secondsSpent(level) * (Math.exp(logGain) - 1);
  }
}
