import { z } from 'zod';
import { creditFor } from '../concurrency/affordable-step.ts';
import { ConcurrencySearch } from '../concurrency/concurrency-search.ts';
import { SearchModel } from '../concurrency/search-model.ts';
import { SEARCH_REASONS, type SearchReason } from '../concurrency/search-report.ts';
import type { Prediction } from '../decisions/decision.ts';
import type { NotDone } from '../decisions/not-done.ts';
import { meanValue } from '../objective.ts';
import type { Observation, ObservedSample } from '../observation.ts';
import { predictLevel } from '../prediction/predict-level.ts';
import type { InForce, Knob, KnobOptions, Proposal } from './knob.ts';

export const ConcurrencyModel = z.strictObject({
  search: SearchModel,
  /** The version of a search's level by the version of the settings that brought it. */
  versions: z.array(z.tuple([z.int(), z.int()])),
  /** Since when there has been more work than slots; null: now there is not. */
  backlogSince: z.number().nullable(),
  /** The share of slots that were in use lately, fading. */
  fill: z.number().default(0),
  /** Failures and attempts lately, fading. */
  failures: z.number(),
  attempts: z.number(),
  isSuspended: z.boolean(),
  /** The reason that was written down last, so that news are told once. */
  told: z.enum(SEARCH_REASONS).nullable(),
});
export type ConcurrencyModel = z.infer<typeof ConcurrencyModel>;

const VERSIONS_KEPT = 60;
/**
 * More work than slots: this many jobs wait for each slot, and so many slots are taken. Real workers leave slots empty between
 * attempts, the more the busier their machine is, and take a while to fill those that they have just been given.
 */
const WAITING_PER_SLOT = 2;
const BUSY = 0.6;
const FILL_WEIGHT = 0.4;
/** Of attempts that fail, beyond which a level says nothing. */
const FAILING = 0.2;
const FADE = 0.8;
/** What is written down also if no level changes by it: a trial that left force early is judged later. */
const NEWS: ReadonlySet<SearchReason> = new Set(['ACCEPT', 'REJECT', 'CHANGE_DETECTED']);
/** Value is predicted for the minute after. */
const PREDICTED_SECONDS = 60;

/** Concurrency, by a search that stands still while something else decides what the fleet brings. */
export class ConcurrencyKnob implements Knob {
  readonly #options: KnobOptions;
  readonly #default: number;
  readonly #search: ConcurrencySearch;
  readonly #state: Omit<ConcurrencyModel, 'search'>;

  constructor(options: KnobOptions, model?: ConcurrencyModel) {
    const { bounds } = options;
    this.#options = options;
    this.#default = options.static.concurrency ?? 1;
    const { min = 1, max = 10_000 } = bounds.concurrency ?? {};
    const { search, ...state } = model ?? {};
    this.#search = new ConcurrencySearch(
      { defaultLevel: this.#default, min, max, seed: options.seed },
      search,
    );
    this.#state = {
      versions: [[1, 1]],
      backlogSince: null,
      fill: 0,
      failures: 0,
      attempts: 0,
      isSuspended: false,
      told: null,
      ...state,
    };
  }

  get search(): ConcurrencySearch {
    return this.#search;
  }

  observe(observation: Observation, { settings, version }: InForce): void {
    const { t, dt, memory, inflight = 0, limit, replicas, samples, configVersion = version } = observation;
    const judged = samples.filter(({ hedge, outcome }) => !hedge && outcome !== 'cancelled');
    this.#watchBacklog(observation, settings.concurrency ?? this.#default);
    const { backlogSince } = this.#state;
    this.#search.observe({
      t,
      ...(dt !== undefined && { dt }),
      ...(memory !== undefined && { memory }),
      configVersion: this.#levelVersion(configVersion),
      inflight,
      ...(limit !== undefined && {
        fill: toFill(inflight, this.#search.cohorts.level * (replicas?.ready ?? 1)),
      }),
      replicas: replicas?.ready ?? 1,
      ...(!this.#options.backlog && { fullFrom: backlogSince ?? Number.POSITIVE_INFINITY }),
      attempts: judged.map((sample) => this.#toAttempt(sample)),
    });
    const failed = judged.filter(({ outcome }) => outcome === 'error' || outcome === 'timeout').length;
    this.#state.failures = this.#state.failures * FADE + failed;
    this.#state.attempts = this.#state.attempts * FADE + judged.length;
  }

  decide(now: number, inForce: InForce): Proposal | undefined {
    const { settings, version } = inForce;
    if (this.#hindrance(now, inForce) !== undefined) {
      if (!this.#state.isSuspended) this.#search.suspend(now);
      this.#state.isSuspended = true;
      return this.#toProposal(this.#search.incumbent, settings, version);
    }
    this.#state.isSuspended = false;
    return this.#toProposal(this.#search.decide(now, !inForce.held.has('concurrency')), settings, version);
  }

  toModel(): ConcurrencyModel {
    return { ...this.#state, search: this.#search.toModel() };
  }

  #toAttempt({ t, durMs, outcome, configVersion, inflightAtStart }: ObservedSample) {
    const { attemptCost } = this.#options.objective;
    return {
      endedAt: t,
      seconds: durMs / 1_000,
      value: outcome === 'ok' ? 1 : -attemptCost / meanValue(this.#options.objective),
      ...(configVersion !== undefined && { configVersion: this.#levelVersion(configVersion) }),
      ...(inflightAtStart !== undefined && { inflightAtStart }),
    };
  }

  #levelVersion(version: number): number {
    return this.#state.versions.findLast(([of]) => of <= version)?.[1] ?? 1;
  }

  /** Slots are those that workers have opened: after a rise they follow one by one, and are filled after that. */
  #watchBacklog(observation: Observation, concurrency: number): void {
    const { t, queueDepth = 0, inflight = 0, limit, replicas } = observation;
    const slots = Math.max(1, limit ?? concurrency * (replicas?.ready ?? 1));
    this.#state.fill += FILL_WEIGHT * (toFill(inflight, slots) - this.#state.fill);
    const isFull = queueDepth >= WAITING_PER_SLOT * slots && this.#state.fill >= BUSY;
    this.#state.backlogSince = isFull ? (this.#state.backlogSince ?? t) : null;
  }

  /** Why no level is tried now; undefined if nothing stands in the way. */
  #hindrance(now: number, { settings, locked }: InForce): Omit<NotDone, 'knob'> | undefined {
    const { backlogSince, failures, attempts } = this.#state;
    if (locked.has('concurrency')) return { reason: 'LOCKED', text: 'no trial: concurrency is locked' };
    const backlogSeconds = backlogSince === null ? 0 : now - backlogSince;
    if (!this.#options.backlog && (backlogSince === null || backlogSeconds < this.#options.backlogSeconds))
      return {
        reason: 'HOLD',
        text: `no trial: more work than slots for ${Math.round(backlogSeconds)} s, ${this.#options.backlogSeconds} s needed`,
      };
    if ((settings.ratePerSec ?? null) !== null)
      return {
        reason: 'RATE_CAP',
        text: 'no trial: the rate is capped, which hides the effect of concurrency',
      };
    if (failures <= FAILING * Math.max(10, attempts)) return undefined;
    const percent = Math.round((100 * failures) / Math.max(1, attempts));
    return {
      reason: 'HOLD',
      text: `no trial: ${percent} % of attempts fail, at most ${100 * FAILING} % may`,
    };
  }

  notDone(now: number, inForce: InForce): NotDone | undefined {
    const hindrance = this.#hindrance(now, inForce) ?? this.#waiting(now);
    return hindrance && { knob: 'concurrency', ...hindrance };
  }

  /** Goes on from a level that a person has put in force under this version. */
  adopt(level: number, now: number, version: number): void {
    this.#search.adopt(level, now);
    this.#note(version);
  }

  #waiting(now: number): Omit<NotDone, 'knob'> | undefined {
    const { cohorts } = this.#search;
    const { phase, reason, step } = this.#search.state;
    if (phase.kind === 'hold')
      return {
        reason: 'HOLD',
        text: `no trial: neither more nor less brought more; the next in ${Math.max(0, Math.ceil(phase.until - now))} s`,
      };
    if (reason !== 'NO_CREDIT') return undefined;
    const [credit, needed] = [this.#search.credit(now) ?? 0, creditFor(step, cohorts.echoSeconds)];
    return {
      reason: 'NO_CREDIT',
      text: `no trial: ${credit.toFixed(1)} s of credit, ${needed.toFixed(1)} needed`,
    };
  }

  #toProposal(
    level: number,
    { concurrency = this.#default }: InForce['settings'],
    version: number,
  ): Proposal | undefined {
    const { note, reason } = this.#search.state;
    const isChange = level !== concurrency;
    const isNews = reason !== this.#state.told && NEWS.has(reason);
    this.#state.told = reason;
    if (!isChange && !isNews) return undefined;
    if (isChange) this.#note(version + 1);
    const isNoted = note !== null && reason !== 'PROBE';
    return {
      settings: { concurrency: level },
      reason,
      ...(!isChange && {
        adopts:
          reason === 'ACCEPT' && note !== null
            ? { from: { concurrency: note.from }, to: { concurrency: note.to } }
            : { from: {}, to: {} },
      }),
      evidence: {
        ...(isNoted && {
          tried: note.to,
          beside: note.from,
          gainPercent: 100 * Math.expm1(note.gain),
          errorPercent: 100 * note.error,
          before: note.before,
          after: note.after,
        }),
      },
      prediction: this.predict(level),
    };
  }

  /** The level of a search that belongs to a version of the settings. */
  #note(version: number): void {
    const entry: [number, number] = [version, this.#search.version];
    this.#state.versions = [...this.#state.versions, entry].slice(-VERSIONS_KEPT);
  }

  /** What a level would bring; undefined if nothing is known. */
  predict(level: number): Prediction | undefined {
    const { cohorts, incumbent } = this.#search;
    const known = cohorts.levels().flatMap((one) => {
      const estimate = cohorts.estimate(one);
      return estimate === undefined ? [] : [{ level: one, ...estimate }];
    });
    const predicted = predictLevel(level, incumbent, known);
    if (predicted === undefined) return undefined;
    const { logValue, spread } = predicted;
    const scale = meanValue(this.#options.objective);
    const [value, low, high] = [0, -spread, spread].map((off) => scale * Math.exp(logValue + off));
    if (value === undefined || low === undefined || high === undefined || !Number.isFinite(high))
      return undefined;
    return { of: 'valuePerSec', value, low, high, seconds: PREDICTED_SECONDS };
  }
}

const toFill = (inflight: number, slots: number): number => Math.min(1, inflight / Math.max(1, slots));
