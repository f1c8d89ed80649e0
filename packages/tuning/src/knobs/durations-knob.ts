import { z } from 'zod';
import { borrowDurations } from '../curves/borrow-durations.ts';
import { chooseHedge, type HedgeChoice } from '../curves/choose-hedge.ts';
import { DURATIONS_MIN, DURATIONS_MIN_IF_LATE } from '../curves/choose-hedge-delay.ts';
import { chooseTimeout } from '../curves/choose-timeout.ts';
import { HedgeCheck } from '../curves/hedge-check.ts';
import { predictMisses } from '../curves/predict-misses.ts';
import { type ObservedDuration, SurvivalCurve } from '../curves/survival-curve.ts';
import type { Prediction } from '../decisions/decision.ts';
import type { NotDone } from '../decisions/not-done.ts';
import { classOf } from '../objective.ts';
import type { Observation, ObservedSample } from '../observation.ts';
import type { SizeSettings, TunerSettings } from '../tuner-settings.ts';
import { findLeft, isHedged, tellOff } from './hedged-sizes.ts';
import type { InForce, Knob, KnobOptions, Proposal } from './knob.ts';
import { copySize, insertByStart, SizeModel, toCurve, toDurations } from './size-model.ts';

export const DurationsModel = z.strictObject({ sizes: z.array(SizeModel).max(8), decidedAt: z.number() });
export type DurationsModel = z.infer<typeof DurationsModel>;

/** The quantile of a normal distribution for 90 %. */
const Z = 1.645;
const PREDICTED_SECONDS = 60;
const SIZES_MAX = 8;
const EVERY_SECONDS = 10;
/** While a size has few durations, a twentieth more tell more of it: that comes some sixty times in its life, however rare it is. */
const EVERY_SECONDS_WHILE_FEW = 2;
const MORE = 1.05;
const FADE = 0.99;
const WAIT_WEIGHT = 0.02;
/** So many time-outs say that a learned one is wrong. */
const TIMEOUTS_MAX = 0.1;
const TIMEOUTS_ATTEMPTS_MIN = 30;
const LOCK_SECONDS = 3_600;
const DEFAULT_TIMEOUT_MS = 60_000;

/** Time-outs and hedges by the size of inputs, from curves of durations (design, 5.3 and 5.5). */
export class DurationsKnob implements Knob {
  readonly #options: KnobOptions;
  readonly #sizes = new Map<string, SizeModel>();
  #decidedAt: number;
  /** Why sizes had no hedges at the last decision. */
  readonly #off = new Map<string, string>();

  constructor(options: KnobOptions, model?: DurationsModel) {
    this.#options = options;
    this.#decidedAt = model?.decidedAt ?? 0;
    for (const one of model?.sizes ?? []) this.#sizes.set(one.size, copySize(one));
  }

  observe({ samples, jobs = [], t }: Observation, { settings: { bySize = {} }, heldSizes }: InForce): void {
    for (const sample of samples) this.#add(sample);
    for (const { size, onTime, isHeldUp } of jobs) {
      if (isHeldUp === true) continue;
      const name = String(size);
      const known = this.#sizes.get(name);
      // While only some workers hedge, misses tell neither of hedges nor of their absence.
      if (known === undefined || heldSizes.has(name)) continue;
      const isHedged = (bySize[name]?.hedgeAfterMs ?? null) !== null;
      const all = [...this.#sizes.values()].map(({ check }) => check);
      known.check = HedgeCheck.count(HedgeCheck.expect(known.check, isHedged), onTime, t, all);
    }
  }

  decide(now: number, { settings, heldSizes }: InForce): Proposal | undefined {
    const withdrawn = this.#withdrawTimeouts(now, settings);
    if (withdrawn !== undefined) return withdrawn;
    if (now < this.#decidedAt + this.#everySeconds) return undefined;
    this.#decidedAt = now;
    for (const one of this.#sizes.values()) one.decidedWith = one.durationsMs.length;
    const before = settings.bySize ?? {};
    const hedges = new Map(
      [...this.#sizes].map(([size, one]) => [size, this.#chooseHedge(one, settings, now)]),
    );
    const chosen = [...this.#sizes.values()].flatMap((one) => {
      const hedge = hedges.get(one.size);
      return hedge === undefined ? [] : this.#choose(one, hedge, settings, now);
    });
    if (chosen.length === 0 && settings.bySize === undefined) return undefined;
    const bySize = { ...before, ...Object.fromEntries(chosen) };
    for (const [size, hedge] of hedges) {
      if (hedge.is === 'on') this.#off.delete(size);
      else this.#off.set(size, hedge.why);
    }
    if (!differs(before, bySize)) return undefined;
    const left = findLeft(before, bySize).filter((size) => !heldSizes.has(size));
    const hedged = Object.values(bySize).filter(isHedged).length;
    const isOff = left.length > 0 && hedged < Object.values(before).filter(isHedged).length;
    return {
      settings: { bySize },
      reason: isOff ? 'HEDGE_OFF' : hedged > 0 ? 'HEDGE_ON' : 'TIMEOUT_LEARNED',
      evidence: { sizes: chosen.length, hedged },
      prediction: this.#predictMisses(bySize),
      ...(isOff && { note: `no hedges ${tellOff(this.#reasonsOf(left))}` }),
    };
  }

  notDone(now: number, { settings: { bySize = {} } }: InForce): NotDone | undefined {
    const most = Math.max(0, ...[...this.#sizes.values()].map((one) => this.#hedgeDurations(one).length));
    if (most < DURATIONS_MIN && !Object.values(bySize).some(isHedged))
      return {
        knob: 'hedgeAfterMs',
        reason: 'MEASURE',
        text: `no hedges: ${most} durations of sizes alike, ${DURATIONS_MIN} needed, or ${DURATIONS_MIN_IF_LATE} if some are late`,
      };
    const vain = [...this.#sizes.values()].filter(({ check }) => !HedgeCheck.mayHedge(check, now));
    const off = Object.keys(bySize).filter((size) => !isHedged(bySize[size]));
    const sizes = new Set([...off, ...vain.map(({ size }) => size)]);
    const reasons = this.#reasonsOf([...sizes]);
    if (reasons.length === 0) return undefined;
    return { knob: 'hedgeAfterMs', reason: 'HEDGE_OFF', text: `no hedges ${tellOff(reasons)}` };
  }

  /** What second calls bring; undefined: there are none, or too little is known. */
  predict(bySize: Readonly<Record<string, SizeSettings>>): Prediction | undefined {
    return Object.values(bySize).some(isHedged) ? this.#predictMisses(bySize) : undefined;
  }

  toModel(): DurationsModel {
    return { sizes: [...this.#sizes.values()].map(copySize), decidedAt: this.#decidedAt };
  }

  get #everySeconds(): number {
    const hasMore = [...this.#sizes.values()].some(
      ({ durationsMs: { length }, decidedWith }) => length < DURATIONS_MIN && length >= MORE * decidedWith,
    );
    return hasMore ? EVERY_SECONDS_WHILE_FEW : EVERY_SECONDS;
  }

  #add({ t, size, outcome, durMs, waitMs, attempt, hedge, isHeldUp }: ObservedSample): void {
    if (isHeldUp === true) return;
    const isCensored = outcome === 'timeout' || outcome === 'cancelled';
    if (outcome !== 'ok' && !isCensored) return;
    const one = this.#sizeOf(String(size), t);
    if (one === undefined) return;
    const wholeMs = Math.max(1, Math.round(durMs));
    const startS = t - durMs / 1_000;
    // Of those that began before it, none but slow ones were seen, so that they seem to come together.
    insertByStart(one, isCensored ? -wholeMs : wholeMs, startS < one.sinceS ? t : startS);
    if (attempt === 1 && !hedge) one.wait += WAIT_WEIGHT * (waitMs / 1_000 - one.wait);
    one.timeouts = one.timeouts * FADE + (outcome === 'timeout' ? 1 : 0);
    one.attempts = one.attempts * FADE + 1;
  }

  #sizeOf(size: string, t: number): SizeModel | undefined {
    const known = this.#sizes.get(size);
    if (known !== undefined || this.#sizes.size >= SIZES_MAX) return known;
    const made: SizeModel = {
      size,
      durationsMs: [],
      startsS: [],
      sinceS: t,
      decidedWith: 0,
      wait: 0,
      check: HedgeCheck.begin(),
      timeouts: 0,
      attempts: 0,
      lockedUntil: 0,
    };
    this.#sizes.set(size, made);
    return made;
  }

  /** Returns to static time-outs at once where many attempts run into learned ones: the service has become slower. */
  #withdrawTimeouts(now: number, { bySize = {} }: TunerSettings): Proposal | undefined {
    const own = this.#options.static.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const late = Object.entries(bySize).filter(([size, { timeoutMs }]) => {
      const one = this.#sizes.get(size);
      if (one === undefined || timeoutMs >= own || one.attempts < TIMEOUTS_ATTEMPTS_MIN) return false;
      return one.timeouts > TIMEOUTS_MAX * one.attempts;
    });
    if (late.length === 0) return undefined;
    for (const [size] of late) {
      const one = this.#sizes.get(size);
      if (one !== undefined) one.lockedUntil = now + LOCK_SECONDS;
    }
    const back = late.map(([size, each]) => [size, { ...each, timeoutMs: own }]);
    return {
      settings: { bySize: { ...bySize, ...Object.fromEntries(back) } },
      reason: 'ROLLBACK',
      evidence: { sizes: late.length },
    };
  }

  /** The share of jobs that will be late, by the curves: both attempts of a hedged one have to be too slow. */
  #predictMisses(bySize: Readonly<Record<string, SizeSettings>>): Prediction | undefined {
    const sizes = [...this.#sizes.values()].map((one) => ({
      weight: one.attempts,
      ...predictMisses(toCurve(one), this.#deadlineOf(one), bySize[one.size]?.hedgeAfterMs ?? null),
    }));
    if (sizes.some(({ isKnown }) => !isKnown)) return undefined;
    const all = sizes.reduce((sum, { weight }) => sum + weight, 0);
    const value = sizes.reduce((sum, { weight, share }) => sum + (weight / all) * share, 0);
    const spread = Math.hypot(...sizes.map(({ weight, error }) => (weight / all) * Z * error));
    const [low, high] = [Math.max(0, value - spread), Math.min(1, value + spread)];
    return { of: 'missShare', value, low, high, seconds: PREDICTED_SECONDS };
  }

  /** Its own, or also those of sizes that look alike. */
  #hedgeDurations(one: SizeModel): readonly ObservedDuration[] {
    const others = [...this.#sizes.values()].filter((other) => other !== one);
    return borrowDurations(toDurations(one), others.map(toDurations));
  }

  /** For the attempt alone, after the wait. */
  #deadlineOf({ size, wait }: SizeModel): number {
    const kind = classOf(this.#options.objective, 'normal', size);
    return (kind?.deadlineS ?? Number.POSITIVE_INFINITY) - wait;
  }

  #reasonsOf(sizes: readonly string[]): readonly (readonly [size: string, why: string])[] {
    return sizes.flatMap((size) => {
      const why = this.#off.get(size);
      return why === undefined ? [] : [[size, why] as const];
    });
  }

  #chooseHedge(one: SizeModel, { bySize }: TunerSettings, now: number): HedgeChoice {
    const { attemptCost } = this.#options.objective;
    const kind = classOf(this.#options.objective, 'normal', one.size);
    const durations = this.#hedgeDurations(one);
    return chooseHedge({
      curve: new SurvivalCurve(durations),
      durations: durations.map(({ value }) => value),
      deadline: this.#deadlineOf(one),
      missCost: (kind?.onTimeValue ?? 0) - (kind?.lateValue ?? 0) + (kind?.latePenalty ?? 0),
      attemptCost,
      isHedged: isHedged(bySize?.[one.size]),
      areVain: !HedgeCheck.mayHedge(one.check, now),
    });
  }

  #choose(
    one: SizeModel,
    hedge: HedgeChoice,
    { bySize, timeoutMs }: TunerSettings,
    now: number,
  ): [string, SizeSettings][] {
    const { size } = one;
    const current = bySize?.[size];
    const own = timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const isOff = hedge.is === 'off';
    const hedgeAfterMs = isOff ? null : this.#keepNear(current?.hedgeAfterMs, hedge.delay * 1_000);
    const learned = isOff && now >= one.lockedUntil ? this.#learnTimeout(toCurve(one), current, own) : own;
    if (current === undefined && hedgeAfterMs === null && learned === own) return [];
    return [[size, { hedgeAfterMs, timeoutMs: learned }]];
  }

  /** A time-out only falls where starting anew clearly saves time; a mere margin above the slowest gains nothing. */
  #learnTimeout(curve: SurvivalCurve, current: SizeSettings | undefined, own: number): number {
    const inForce = current?.timeoutMs ?? own;
    const restartCost = (this.#options.static.backoffMs ?? 0) / 1_000;
    const chosen = chooseTimeout({ curve, current: inForce / 1_000, restartCost }) * 1_000;
    const p99 = curve.quantile(0.99);
    const paysOff = p99 !== undefined && chosen < p99 * 1_000;
    if (!paysOff && chosen < inForce) return inForce;
    return Math.round(Math.min(own, chosen));
  }

  /** Small moves of a delay are noise. */
  #keepNear(current: number | null | undefined, wanted: number): number {
    const isNear = current != null && Math.abs(Math.log(wanted / current)) < 0.1;
    return isNear ? current : Math.round(wanted);
  }
}

const differs = (
  before: Readonly<Record<string, SizeSettings>>,
  after: Readonly<Record<string, SizeSettings>>,
): boolean => JSON.stringify(before) !== JSON.stringify(after);
