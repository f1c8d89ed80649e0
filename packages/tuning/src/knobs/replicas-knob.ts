import { z } from 'zod';
import type { NotDone } from '../decisions/not-done.ts';
import { valueOfStep } from '../decisions/value-meter.ts';
import { meanValue } from '../objective.ts';
import type { Observation } from '../observation.ts';
import { backtestForecast, forecastPeak, meanOf, quantileOf } from '../replicas/demand-forecast.ts';
import { findPeriod } from '../replicas/find-period.ts';
import { ReplicaLedger, ReplicaLedgerModel } from '../replicas/replica-ledger.ts';
import type { InForce, Knob, KnobOptions, Proposal } from './knob.ts';

export const ReplicasModel = z.strictObject({
  /** Arrivals per second in steps of five seconds. */
  bins: z.array(z.number()),
  open: z.strictObject({ from: z.number(), arrivals: z.number() }).nullable(),
  /** The mean duration of an attempt, seconds; 0 before any. */
  meanSeconds: z.number(),
  queueDepth: z.number(),
  /** The period that was found lately, in steps, and how often in a row it was about the same. */
  period: z.number().nullable(),
  agreed: z.int(),
  /** Whether the forecast decides. It begins in a calm: in the midst of a peak, replicas would come too late for it. */
  isActive: z.boolean(),
  decidedAt: z.number(),
  loweredAt: z.number(),
  ledger: ReplicaLedgerModel,
});
export type ReplicasModel = z.infer<typeof ReplicasModel>;

const BIN_SECONDS = 5;
const BINS_KEPT = 2_000;
const AGREED_MIN = 6;
const AGREEMENT = 0.1;
/** Beyond the time of a boot. */
const AHEAD_SECONDS = 10;
/** Of slots that may be taken on average: the rest is for chance, of which long deadlines bear more. */
const UTILISATION = { min: 0.83, max: 0.95, low: 0.75 } as const;
const QUEUE_SECONDS = 15;
/** With fewer, a forecast has no interval. */
const ORIGINS_MIN = 20;
/** Of the backtest: forty origins that overlap are fewer than they look, so it takes more than 0.05 and 0.95. */
const INTERVAL = [0.02, 0.98] as const;
/** Of the demand that is measured: a horizon that is shorter holds none as a whole. */
const WINDOW_BINS = 3;
const TREND_BINS = 6;
const TREND_CAP = 1.1;
const LOWER_EVERY_SECONDS = 5;
const DURATION_WEIGHT = 0.01;
/** So many jobs wait for each slot in a calm. */
const CALM = 0.5;

/**
 * Replicas for the demand one boot ahead. Until a season has been found several times over, the default stays; then the
 * forecast decides, with a margin for its own errors, and what a straight line from now would reach.
 */
export class ReplicasKnob implements Knob {
  readonly #options: KnobOptions;
  readonly #ledger: ReplicaLedger;
  #state: Omit<ReplicasModel, 'ledger'>;

  constructor(options: KnobOptions, model?: ReplicasModel) {
    this.#options = options;
    const { ledger, ...state } = model ?? {};
    const { objective, bootSeconds } = options;
    this.#ledger = new ReplicaLedger({ objective, bootSeconds, own: options.static.replicas ?? 1 }, ledger);
    this.#state = {
      bins: [],
      open: null,
      meanSeconds: 0,
      queueDepth: 0,
      period: null,
      agreed: 0,
      isActive: false,
      decidedAt: 0,
      loweredAt: 0,
      ...state,
    };
  }

  observe(observation: Observation, { settings }: InForce): void {
    const { t, dt = 1, arrivals = [], samples, queueDepth = 0 } = observation;
    const state = this.#state;
    state.queueDepth = queueDepth;
    for (const { outcome, durMs } of samples) {
      if (outcome !== 'ok') continue;
      const seconds = durMs / 1_000;
      state.meanSeconds +=
        state.meanSeconds === 0 ? seconds : DURATION_WEIGHT * (seconds - state.meanSeconds);
    }
    this.#book(observation, settings);
    state.open ??= { from: t - dt, arrivals: 0 };
    state.open.arrivals += arrivals.length;
    const elapsed = t - state.open.from;
    if (elapsed < BIN_SECONDS - 1e-6) return;
    state.bins.push(state.open.arrivals / elapsed);
    state.bins = state.bins.slice(-BINS_KEPT);
    state.open = null;
    this.#seekPeriod();
  }

  decide(now: number, { settings }: InForce): Proposal | undefined {
    const { replicas: own } = this.#options.static;
    const { meanSeconds, decidedAt, period, agreed, bins } = this.#state;
    const isIdle = this.#options.backlog || this.#options.objective.replicaCostPerSec <= 0;
    if (own === undefined || isIdle || meanSeconds === 0 || now < decidedAt + BIN_SECONDS) return undefined;
    this.#state.decidedAt = now;
    const perReplica = ((settings.concurrency ?? 1) / meanSeconds) * this.#utilisation();
    if (period === null || agreed < AGREED_MIN || perReplica <= 0) return undefined;
    const horizon = Math.ceil((this.#options.bootSeconds + AHEAD_SECONDS) / BIN_SECONDS);
    const peak = forecastPeak(bins, period, horizon);
    const shortfalls = backtestForecast(bins, period, horizon);
    const margin = Math.max(0, quantileOf(shortfalls, this.#level(perReplica)));
    // Fewer than the default only with room to spare.
    const spare = perReplica * (UTILISATION.low / this.#utilisation());
    const byForecast = Math.ceil((peak + margin) / perReplica);
    const boot = Math.max(0, Math.round(this.#options.bootSeconds / BIN_SECONDS) - 1);
    const atBoot = forecastPeak(bins, period, horizon, bins.length, boot);
    const reactive = this.#reactive(perReplica);
    const isCalm = this.#state.queueDepth <= CALM * own * (settings.concurrency ?? 1);
    this.#state.isActive ||= isCalm && Math.max(Math.ceil(peak / perReplica), reactive) <= own;
    if (!this.#state.isActive) return undefined;
    this.#ledger.open();
    const current = settings.replicas ?? own;
    const needed = Math.max(
      byForecast > own ? Math.ceil(peak / perReplica) : byForecast,
      reactive,
      Math.min(own, this.#trend(spare, horizon)),
      Math.min(own, this.#reactive(spare)),
      Math.min(own, Math.ceil(peak / spare)),
      // The default would have worked a queue off by now.
      isCalm ? 1 : own,
    );
    // One that is ordered now is of use only for what comes after its boot.
    const useful = Math.max(own, current, this.#draining(atBoot, perReplica));
    const wanted = Math.min(needed, useful, own + this.#ledger.affordable(now, current));
    const proposal = this.#step(now, current, wanted, { peak, margin, perReplica, needed });
    const prediction = this.#predict(period, horizon);
    return proposal === undefined || prediction === undefined ? proposal : { ...proposal, prediction };
  }

  /** The most within the horizon: of windows that lie in it as a whole, because only these will be measured. */
  #predict(period: number, horizon: number): Proposal['prediction'] {
    const { bins } = this.#state;
    if (horizon < WINDOW_BINS) return undefined;
    const value = forecastPeak(bins, period, horizon - 1, bins.length, 1);
    const shortfalls = backtestForecast(bins, period, horizon - 1, 1);
    if (shortfalls.length < ORIGINS_MIN) return undefined;
    const [low = 0, high = value] = INTERVAL.map((q) => Math.max(0, value + quantileOf(shortfalls, q)));
    return { of: 'arrivalsPerSec', value, low, high, seconds: horizon * BIN_SECONDS };
  }

  notDone(): NotDone | undefined {
    const { period, agreed, isActive } = this.#state;
    if (this.#options.static.replicas === undefined || this.#options.objective.replicaCostPerSec <= 0)
      return undefined;
    if (period === null || agreed < AGREED_MIN)
      return {
        knob: 'replicas',
        reason: 'MEASURE',
        text: `no forecast: a season was found ${agreed} times in a row, ${AGREED_MIN} needed`,
      };
    return isActive
      ? undefined
      : { knob: 'replicas', reason: 'HOLD', text: 'no forecast: it begins in a calm' };
  }

  toModel(): ReplicasModel {
    const { bins, open } = this.#state;
    return { ...this.#state, bins: [...bins], open: open && { ...open }, ledger: this.#ledger.toModel() };
  }

  #book(observation: Observation, { replicas: asked, concurrency = 1 }: InForce['settings']): void {
    const { t, dt = 1, arrivals = [], jobs = [], replicas } = observation;
    const { objective, static: own } = this.#options;
    const { meanSeconds } = this.#state;
    this.#ledger.observe({
      t,
      dt,
      replicas: replicas === undefined ? (asked ?? own.replicas ?? 1) : replicas.ready + replicas.starting,
      arrivals: arrivals.length,
      misses: jobs.filter(({ ok, onTime }) => !ok || !onTime).length,
      value: valueOfStep(objective, observation),
      capacity: meanSeconds > 0 ? ((own.replicas ?? 1) * concurrency) / meanSeconds : 0,
      meanSeconds,
    });
  }

  #seekPeriod(): void {
    const found = findPeriod(this.#state.bins) ?? null;
    const { period } = this.#state;
    const isSame = found !== null && period !== null && Math.abs(found - period) <= AGREEMENT * period;
    this.#state.agreed = isSame ? this.#state.agreed + 1 : found === null ? 0 : 1;
    this.#state.period = found;
  }

  #utilisation(): number {
    const deadlines = this.#options.objective.classes.map(({ deadlineS }) => deadlineS);
    const share = 1 - this.#state.meanSeconds / Math.min(...deadlines);
    return Math.min(UTILISATION.max, Math.max(UTILISATION.min, share));
  }

  /** How sure demand is to be met: by what one more replica costs beside what a miss loses (the newsvendor's level). */
  #level(perReplica: number): number {
    const { objective } = this.#options;
    const late =
      objective.classes.reduce((sum, { latePenalty }) => sum + latePenalty, 0) /
      Math.max(1, objective.classes.length);
    const q = 1 - objective.replicaCostPerSec / (perReplica * (meanValue(objective) + late));
    return Math.min(0.98, Math.max(0.5, q));
  }

  /** What is needed for the arrivals of now, and to be rid of the queue soon after a boot. */
  #reactive(perReplica: number): number {
    const { bins } = this.#state;
    return this.#draining(meanOf(bins, bins.length - 3, bins.length), perReplica);
  }

  /** What is needed for so many arrivals per second and to be rid of the queue soon after a boot. */
  #draining(arrivalsPerSec: number, perReplica: number): number {
    const seconds = this.#options.bootSeconds + QUEUE_SECONDS;
    return Math.ceil((arrivalsPerSec + this.#state.queueDepth / seconds) / perReplica);
  }

  /** What is needed if demand goes on to rise as it does, up to a little more than it ever was. */
  #trend(perReplica: number, horizon: number): number {
    const { bins } = this.#state;
    const now = meanOf(bins, bins.length - 3, bins.length);
    const before = meanOf(bins, bins.length - 3 - TREND_BINS, bins.length - TREND_BINS);
    const slope = Math.max(0, (now - before) / TREND_BINS);
    return Math.ceil(Math.min(now + slope * horizon, TREND_CAP * Math.max(...bins)) / perReplica);
  }

  #step(now: number, current: number, wanted: number, evidence: Proposal['evidence']): Proposal | undefined {
    const mayLower = now >= this.#state.loweredAt + LOWER_EVERY_SECONDS;
    if (wanted === current || (wanted < current && !mayLower)) return undefined;
    if (wanted < current) this.#state.loweredAt = now;
    this.#ledger.bought(now, current, wanted);
    return {
      settings: { replicas: wanted < current ? current - 1 : wanted },
      reason: 'FORECAST',
      evidence,
    };
  }
}
