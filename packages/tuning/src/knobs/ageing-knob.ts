import { z } from 'zod';
import { chooseAgeing } from '../ageing/choose-ageing.ts';
import { RecordedArrivals, RecordedArrivalsModel } from '../ageing/recorded-arrivals.ts';
import { toReplayedJobs } from '../ageing/replay-queue.ts';
import type { NotDone } from '../decisions/not-done.ts';
import type { Observation } from '../observation.ts';
import type { InForce, Knob, KnobOptions, Proposal } from './knob.ts';

/** A replay under way of an overload that is over. */
const Study = z.strictObject({
  arrivals: RecordedArrivalsModel,
  services: z.array(z.number()),
  slots: z.number(),
  /** Seconds; absent: what a fleet does by itself. */
  current: z.number().nullable().optional(),
  values: z.array(z.number()),
});

export const AgeingModel = z.strictObject({
  arrivals: RecordedArrivalsModel,
  /** Durations while slots were busy, seconds. */
  services: z.array(z.number()),
  /** Since when the queue is long; null: it is not. */
  longSince: z.number().nullable(),
  /** Whether it was long for so long that something can be learned once it is over. */
  isOverload: z.boolean(),
  slots: z.number(),
  study: Study.nullable(),
  decidedAt: z.number(),
});
export type AgeingModel = z.infer<typeof AgeingModel>;

const KEPT_SECONDS = 300;
const KEPT_SERVICES = 1_000;
const SERVICES_MIN = 50;
/** Of slots that are taken. */
const BUSY = 0.9;
/** Jobs that wait for each slot, and for how long, in an overload; and how few when it is over. */
const LONG = 2;
const LONG_SECONDS = 15;
const OVER = 0.5;
/** What a decision replays for each second since the last one, and at most: some 5 and 15 ms. */
const REPLAYED_JOBS_PER_SECOND = 4_000;
const REPLAYED_JOBS_MAX = 12_000;

/**
 * How fast waiting jobs gain on more urgent ones, by a replay of each overload when it is over (design, section 5.7). The
 * replays are spread over as many decisions as they need.
 */
export class AgeingKnob implements Knob {
  readonly #options: KnobOptions;
  readonly #hasLevels: boolean;
  #arrivals: RecordedArrivals;
  #state: Omit<AgeingModel, 'arrivals'>;

  constructor(options: KnobOptions, model?: AgeingModel) {
    const { arrivals, study = null, ...state } = model ?? {};
    this.#options = options;
    const names = new Set(options.objective.classes.map(({ priority }) => String(priority)));
    this.#hasLevels = names.size > 1 && !options.backlog;
    this.#arrivals = new RecordedArrivals(arrivals);
    this.#state = {
      services: [],
      longSince: null,
      isOverload: false,
      slots: 1,
      decidedAt: 0,
      ...state,
      study: study && { ...study, values: [...study.values] },
    };
  }

  observe(observation: Observation, { settings }: InForce): void {
    if (!this.#hasLevels) return;
    const { t, arrivals = [], samples, queueDepth = 0, inflight = 0, replicas } = observation;
    const concurrency = settings.concurrency ?? this.#options.static.concurrency ?? 1;
    const slots = Math.max(1, concurrency * (replicas?.ready ?? 1));
    const state = this.#state;
    state.slots = slots;
    for (const arrival of arrivals) this.#arrivals.add(arrival);
    this.#arrivals.trim(t - KEPT_SECONDS);
    if (inflight >= BUSY * slots) {
      for (const { outcome, durMs } of samples)
        if (outcome === 'ok') state.services.push(Math.round(durMs) / 1_000);
      state.services = state.services.slice(-KEPT_SERVICES);
    }
    this.#watch(t, queueDepth / slots);
  }

  decide(now: number, { settings }: InForce): Proposal | undefined {
    const { isOverload, longSince, services } = this.#state;
    if (isOverload && longSince === null) {
      this.#state.isOverload = false;
      if (services.length >= SERVICES_MIN) this.#begin(settings.ageingMs);
    }
    const jobsMax = Math.min(REPLAYED_JOBS_MAX, REPLAYED_JOBS_PER_SECOND * (now - this.#state.decidedAt));
    this.#state.decidedAt = now;
    return this.#goOn(jobsMax);
  }

  notDone(): NotDone | undefined {
    if (!this.#hasLevels) return undefined;
    const { study, isOverload } = this.#state;
    const text =
      study !== null
        ? 'no ageing yet: the last overload is being replayed'
        : isOverload
          ? 'no replay: the overload is not over yet'
          : `no replay: no overload of ${LONG_SECONDS} s since the last one`;
    return { knob: 'ageingMs', reason: study === null ? 'HOLD' : 'MEASURE', text };
  }

  toModel(): AgeingModel {
    const { services, study } = this.#state;
    return {
      ...this.#state,
      arrivals: this.#arrivals.toModel(),
      services: [...services],
      study: study && { ...study, values: [...study.values] },
    };
  }

  /** The recorded overload becomes a study; what comes from now on is recorded for the next. */
  #begin(ageingMs: number | null | undefined): void {
    const { services, slots } = this.#state;
    this.#state.study = {
      arrivals: this.#arrivals.toModel(),
      services: [...services],
      slots: Math.round(slots),
      current: ageingMs === null ? null : ageingMs === undefined ? undefined : ageingMs / 1_000,
      values: [],
    };
    this.#arrivals = new RecordedArrivals();
  }

  /** In the midst of the next overload, nothing changes: the jobs that wait came under another ageing. */
  #goOn(jobsMax: number): Proposal | undefined {
    const { study } = this.#state;
    if (study === null || this.#state.longSince !== null) return undefined;
    const { services, slots, current, values } = study;
    const arrivals = new RecordedArrivals(study.arrivals).list();
    const jobs = toReplayedJobs(arrivals, this.#options.objective);
    const chosen = chooseAgeing({ jobs, services, slots }, current, values, jobsMax);
    if (chosen === undefined) return undefined;
    this.#state.study = null;
    const { ageing, gain } = chosen;
    if (ageing === current || ageing === undefined) return undefined;
    return {
      settings: { ageingMs: ageing === null ? null : Math.round(1_000 * ageing) },
      reason: 'AGEING_REPLAY',
      evidence: { arrivals: arrivals.length, gainPercent: 100 * gain },
    };
  }

  #watch(t: number, waitingPerSlot: number): void {
    const state = this.#state;
    if (waitingPerSlot > LONG) state.longSince ??= t;
    if (state.longSince === null) return;
    if (t - state.longSince >= LONG_SECONDS) state.isOverload = true;
    if (waitingPerSlot < OVER) state.longSince = null;
  }
}
