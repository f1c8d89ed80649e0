import { z } from 'zod';
import type { LevelEstimate } from './cohort.ts';
import type { Cohorts } from './cohorts.ts';

/** The service brings more (1) or less (-1) than it did. */
export interface ServiceChange {
  readonly sign: 1 | -1;
  /** Whether nothing that was learned before holds any more. */
  readonly isSevere: boolean;
}

/** Where a search is: at its incumbent, or at a level that it tries. */
interface SearchPlace {
  readonly incumbent: number;
  readonly level: number;
}

/** Attempts that ended within the same tenth of a second. */
interface Finished {
  /** Seconds. */
  readonly at: number;
  readonly value: number;
}

const KEPT_SECONDS = 60;
const PER_SECOND = 10;
/** Attempts that a reference needs, and the value that a window has to be expected to bring. */
const COUNT_MIN = 40;
const EXPECTED_MIN = 12;
const WINDOW_MIN_SECONDS = 3;
/** A pause of busy workers is over by then, and what they catch up with as well. */
const STANDS_SECONDS = 2;
/** The window, and how long after an own move nothing is judged, in mean durations. */
const WINDOW_DURATIONS = 1.5;
const QUIET_DURATIONS = 4;
const QUIET_DURATIONS_IN_PROBE = 5;
/** A ratio of values, as a logarithm, that no chance explains. */
const FAST_RATIO = 0.35;
const SLOW_RATIO = 0.15;
/** Chance alone takes away no more than this share of what is expected. */
const CHANCE_MAX = 0.95;
/** A level that lies further off brings that much less at most, however it is. */
export const ASYMMETRY = 1.3;
const TOLERANCE = 0.05;
/** The age of the part of a cohort with which the recent part is compared. */
const RECENT_SECONDS = 8;
const AT_LEVEL_MIN_SECONDS = 12;

export const ChangesModel = z.strictObject({
  movedAt: z.number(),
  /** When attempts ended, in tenths of a second, and their value together. */
  finished: z.array(z.tuple([z.int(), z.number()])),
  /** The share of slots in use at each report. */
  fills: z.array(z.tuple([z.number(), z.number()])).default([]),
  /** Since when the last seconds have been far from the reference, in which direction. */
  sudden: z
    .strictObject({ since: z.number(), sign: z.literal([1, -1]) })
    .nullable()
    .default(null),
});
export type ChangesModel = z.infer<typeof ChangesModel>;

/**
 * Tells that a service has changed: values of the last seconds far from the reference, a trial whose result is impossible
 * for a service that stayed the same, or an incumbent that is no longer what it was. Each is judged in every phase of a
 * search, because otherwise one trial after the other fails for a reason that is none of theirs.
 */
export class LevelChanges {
  #finished: Finished[];
  #fills: readonly (readonly [at: number, fill: number])[];
  #movedAt: number;
  #sudden: ChangesModel['sudden'];

  constructor(model?: ChangesModel) {
    this.#finished = (model?.finished ?? []).map(([at, value]) => ({ at: at / PER_SECOND, value }));
    this.#fills = model?.fills ?? [];
    this.#movedAt = model?.movedAt ?? 0;
    this.#sudden = model?.sudden ?? null;
  }

  /** @param fill the share of slots in use */
  observe(now: number, finished: readonly Finished[], fill = 1): void {
    this.#fills = [...this.#fills.filter(([at]) => at >= now - KEPT_SECONDS), [now, fill]];
    const sums = new Map(this.#finished.map(({ at, value }) => [Math.round(at * PER_SECOND), value]));
    for (const { at, value } of finished) {
      const tenth = Math.round(at * PER_SECOND);
      sums.set(tenth, (sums.get(tenth) ?? 0) + value);
    }
    this.#finished = [...sums]
      .map(([tenth, value]) => ({ at: tenth / PER_SECOND, value }))
      .filter(({ at }) => at >= now - KEPT_SECONDS);
  }

  /** Values right after an own move say nothing about the service. */
  moved(now: number): void {
    this.#movedAt = now;
    this.#sudden = null;
  }

  reset(now: number): void {
    this.#finished = [];
    this.moved(now);
  }

  toModel(): ChangesModel {
    return {
      movedAt: this.#movedAt,
      finished: this.#finished.map(({ at, value }) => [Math.round(at * PER_SECOND), value]),
      fills: this.#fills.map(([at, fill]) => [at, fill]),
      sudden: this.#sudden,
    };
  }

  find(now: number, cohorts: Cohorts, place: SearchPlace): ServiceChange | undefined {
    const reference = cohorts.estimate(place.incumbent);
    if (reference === undefined || reference.count < COUNT_MIN) return undefined;
    const isProbe = place.level !== place.incumbent;
    const quiet = isProbe ? QUIET_DURATIONS_IN_PROBE : QUIET_DURATIONS;
    if (now - this.#movedAt < quiet * reference.meanSeconds) return undefined;
    return (
      this.#findStanding(cohorts.now, this.#findSudden(cohorts.now, reference, place)) ??
      (isProbe ? findImpossible(cohorts, reference, place) : this.#findDrift(cohorts, reference, place))
    );
  }

  /** A change that has been found at each look for a while. */
  #findStanding(now: number, found: ServiceChange | undefined): ServiceChange | undefined {
    if (found === undefined) this.#sudden = null;
    else if (found.sign !== this.#sudden?.sign) this.#sudden = { since: now, sign: found.sign };
    return this.#sudden !== null && now - this.#sudden.since >= STANDS_SECONDS ? found : undefined;
  }

  /** Compares the last seconds with the reference. Slots that workers left empty say nothing about the service. */
  #findSudden(now: number, reference: LevelEstimate, place: SearchPlace): ServiceChange | undefined {
    const seconds = Math.max(WINDOW_MIN_SECONDS, WINDOW_DURATIONS * reference.meanSeconds);
    const full = Math.exp(reference.logValue) / (reference.fill ?? 1);
    const expected = full * seconds * this.#fillSince(now - seconds);
    if (expected < EXPECTED_MIN || now - seconds < this.#movedAt) return undefined;
    const got = this.#finished.reduce((sum, { at, value }) => sum + (at > now - seconds ? value : 0), 0);
    const ratio = Math.log(Math.max(0.02, got / expected));
    // Attempts that began together end together: their number varies with the level, too.
    const chance = (4 * Math.sqrt(0.15 * expected + 0.2 * place.level + 1)) / expected;
    // A logarithm goes further down than up: a rare dip is further off than a rare peak.
    const byChance = ratio < 0 ? -Math.log(1 - Math.min(chance, CHANCE_MAX)) : chance;
    const limit = Math.max(FAST_RATIO, byChance) + ASYMMETRY * distance(place);
    return Math.abs(ratio) > limit ? { sign: ratio > 0 ? 1 : -1, isSevere: true } : undefined;
  }

  #fillSince(from: number): number {
    const fills = this.#fills.filter(([at]) => at > from);
    return fills.length === 0 ? 1 : fills.reduce((sum, [, fill]) => sum + fill, 0) / fills.length;
  }

  /** Compares the recent part of the incumbent's attempts with the older one. */
  #findDrift(cohorts: Cohorts, reference: LevelEstimate, place: SearchPlace): ServiceChange | undefined {
    if (!cohorts.isOpen || cohorts.now - this.#movedAt < AT_LEVEL_MIN_SECONDS) return undefined;
    const older = cohorts.estimateBefore(place.incumbent, RECENT_SECONDS);
    const recentFrom = cohorts.now - RECENT_SECONDS - 2.5 * reference.meanSeconds;
    const recent = cohorts.estimate(place.incumbent, recentFrom);
    if (older === undefined || recent === undefined) return undefined;
    if (older.count < COUNT_MIN || recent.count < COUNT_MIN) return undefined;
    const gain = recent.logValue - older.logValue;
    if (Math.abs(gain) <= Math.max(SLOW_RATIO, 4 * Math.hypot(recent.error, older.error))) return undefined;
    return { sign: gain > 0 ? 1 : -1, isSevere: Math.abs(gain) > FAST_RATIO };
  }
}

/**
 * With more attempts in flight a service brings at most in proportion more; with fewer, hardly more than in proportion
 * to what they got in each other's way.
 */
function findImpossible(
  cohorts: Cohorts,
  reference: LevelEstimate,
  place: SearchPlace,
): ServiceChange | undefined {
  const tried = cohorts.estimate(place.level);
  if (tried === undefined || tried.count < COUNT_MIN) return undefined;
  const gain = tried.logValue - reference.logValue;
  const slack = 3 * Math.hypot(tried.error, reference.error) + TOLERANCE;
  const dx = distance(place);
  const isUp = place.level > place.incumbent;
  if (gain > (isUp ? dx : ASYMMETRY * dx) + slack) return { sign: 1, isSevere: false };
  if (gain < -(isUp ? ASYMMETRY * dx : dx) - slack) return { sign: -1, isSevere: false };
  return undefined;
}

const distance = ({ incumbent, level }: SearchPlace): number => Math.abs(Math.log(level / incumbent));
