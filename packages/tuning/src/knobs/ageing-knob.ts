import { z } from 'zod';
import { chooseAgeing } from '../ageing/choose-ageing.ts';
import { toReplayedJobs } from '../ageing/replay-queue.ts';
import type { NotDone } from '../decisions/not-done.ts';
import type { Observation, ObservedArrival } from '../observation.ts';
import type { InForce, Knob, KnobOptions, Proposal } from './knob.ts';

export const AgeingModel = z.strictObject({
  /** Time, priority and size of arrivals. */
  arrivals: z.array(
    z.tuple([z.number(), z.union([z.string(), z.number()]), z.union([z.string(), z.number()])]),
  ),
  /** Durations while slots were busy, seconds. */
  services: z.array(z.number()),
  /** Since when the queue is long; null: it is not. */
  longSince: z.number().nullable(),
  /** Whether it was long for so long that something can be learned once it is over. */
  isOverload: z.boolean(),
  slots: z.number(),
});
export type AgeingModel = z.infer<typeof AgeingModel>;

const KEPT_SECONDS = 300;
const KEPT_ARRIVALS = 8_000;
const KEPT_SERVICES = 2_000;
const SERVICES_MIN = 50;
/** Of slots that are taken. */
const BUSY = 0.9;
/** Jobs that wait for each slot, and for how long, in an overload; and how few when it is over. */
const LONG = 2;
const LONG_SECONDS = 15;
const OVER = 0.5;

/** How fast waiting jobs gain on more urgent ones, by a replay of each overload when it is over (design, section 5.7). */
export class AgeingKnob implements Knob {
  readonly #options: KnobOptions;
  #state: AgeingModel;

  constructor(options: KnobOptions, model?: AgeingModel) {
    this.#options = options;
    this.#state = {
      arrivals: [],
      services: [],
      longSince: null,
      isOverload: false,
      slots: 1,
      ...model,
    };
  }

  observe(observation: Observation, { settings }: InForce): void {
    if (this.#levels < 2 || this.#options.backlog) return;
    const { t, arrivals = [], samples, queueDepth = 0, inflight = 0, replicas } = observation;
    const concurrency = settings.concurrency ?? this.#options.static.concurrency ?? 1;
    const slots = Math.max(1, concurrency * (replicas?.ready ?? 1));
    const state = this.#state;
    state.slots = slots;
    for (const { t: at, priority, size } of arrivals) state.arrivals.push([at, priority, size]);
    if (state.arrivals.length > KEPT_ARRIVALS || (state.arrivals[0]?.[0] ?? t) < t - 2 * KEPT_SECONDS)
      state.arrivals = state.arrivals.filter(([at]) => at > t - KEPT_SECONDS).slice(-KEPT_ARRIVALS);
    if (inflight >= BUSY * slots) {
      for (const { outcome, durMs } of samples) if (outcome === 'ok') state.services.push(durMs / 1_000);
      if (state.services.length > 2 * KEPT_SERVICES) state.services = state.services.slice(-KEPT_SERVICES);
    }
    this.#watch(t, queueDepth / slots);
  }

  decide(now: number, { settings }: InForce): Proposal | undefined {
    const { isOverload, longSince, services, slots } = this.#state;
    if (!isOverload || longSince !== null) return undefined;
    this.#state.isOverload = false;
    if (services.length < SERVICES_MIN) return undefined;
    const arrivals = this.#state.arrivals.map(toArrival).filter(({ t }) => t > now - KEPT_SECONDS);
    const ageingMs = settings.ageingMs === undefined ? 0 : settings.ageingMs;
    const { objective } = this.#options;
    const current = ageingMs === null ? null : ageingMs / 1_000;
    const { ageing, gain } = chooseAgeing(
      { jobs: toReplayedJobs(arrivals, objective), services, slots: Math.round(slots) },
      current,
    );
    if (ageing === current) return undefined;
    return {
      settings: { ageingMs: ageing === null ? null : Math.round(1_000 * ageing) },
      reason: 'AGEING_REPLAY',
      evidence: { arrivals: arrivals.length, gainPercent: 100 * gain },
    };
  }

  notDone(): NotDone | undefined {
    if (this.#levels < 2 || this.#options.backlog) return undefined;
    const text = this.#state.isOverload
      ? 'no replay: the overload is not over yet'
      : `no replay: no overload of ${LONG_SECONDS} s since the last one`;
    return { knob: 'ageingMs', reason: 'HOLD', text };
  }

  toModel(): AgeingModel {
    return {
      ...this.#state,
      arrivals: [...this.#state.arrivals],
      services: [...this.#state.services],
    };
  }

  get #levels(): number {
    return new Set(this.#options.objective.classes.map(({ priority }) => String(priority))).size;
  }

  #watch(t: number, waitingPerSlot: number): void {
    const state = this.#state;
    if (waitingPerSlot > LONG) state.longSince ??= t;
    if (state.longSince === null) return;
    if (t - state.longSince >= LONG_SECONDS) state.isOverload = true;
    if (waitingPerSlot < OVER) state.longSince = null;
  }
}

const toArrival = ([t, priority, size]: AgeingModel['arrivals'][number]): ObservedArrival => ({
  t,
  priority,
  size,
});
