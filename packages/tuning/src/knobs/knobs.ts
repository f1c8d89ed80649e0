import { z } from 'zod';
import type { Prediction } from '../decisions/decision.ts';
import type { NotDone } from '../decisions/not-done.ts';
import type { Observation } from '../observation.ts';
import type { ReasonCode } from '../reason-code.ts';
import type { TunerSettings } from '../tuner-settings.ts';
import { AgeingKnob, AgeingModel } from './ageing-knob.ts';
import { ConcurrencyKnob, ConcurrencyModel } from './concurrency-knob.ts';
import { DurationsKnob, DurationsModel } from './durations-knob.ts';
import { FailuresKnob, FailuresModel } from './failures-knob.ts';
import type { InForce, Knob, KnobOptions, Proposal } from './knob.ts';
import { RateKnob, RateModel } from './rate-knob.ts';
import { ReplicasKnob, ReplicasModel } from './replicas-knob.ts';

export const KnobsModel = z.strictObject({
  /** Null: the agent's concurrency is not known. */
  concurrency: ConcurrencyModel.nullable(),
  rate: RateModel,
  failures: FailuresModel,
  durations: DurationsModel,
  ageing: AgeingModel,
  replicas: ReplicasModel,
});
export type KnobsModel = z.infer<typeof KnobsModel>;

/** All methods. Concurrency is asked last, because it stands still beside a cap of the rate. */
export class Knobs {
  readonly #concurrency: ConcurrencyKnob | undefined;
  readonly #rate: RateKnob;
  readonly #failures: FailuresKnob;
  readonly #durations: DurationsKnob;
  readonly #ageing: AgeingKnob;
  readonly #replicas: ReplicasKnob;

  constructor(options: KnobOptions, model?: KnobsModel) {
    const isKnown = options.static.concurrency !== undefined;
    this.#concurrency = isKnown ? new ConcurrencyKnob(options, model?.concurrency ?? undefined) : undefined;
    this.#rate = new RateKnob(options, model?.rate);
    this.#failures = new FailuresKnob(options, model?.failures);
    this.#durations = new DurationsKnob(options, model?.durations);
    this.#ageing = new AgeingKnob(options, model?.ageing);
    this.#replicas = new ReplicasKnob(options, model?.replicas);
  }

  get searchReason(): ReasonCode | undefined {
    return this.#concurrency?.search.state.reason;
  }

  observe(observation: Observation, inForce: InForce): void {
    for (const knob of this.#all) knob.observe(observation, inForce);
  }

  decide(now: number, inForce: InForce): readonly Proposal[] {
    return this.#all.map((knob) => knob.decide(now, inForce)).filter((proposal) => proposal !== undefined);
  }

  notDone(now: number, inForce: InForce): readonly NotDone[] {
    return this.#all.map((knob) => knob.notDone(now, inForce)).filter((one) => one !== undefined);
  }

  /** Whether another concurrency is tried now. */
  get isTrying(): boolean {
    return this.#concurrency?.search.state.phase.kind === 'probe';
  }

  /** What these settings would bring, all others being as they are; undefined if no model tells. */
  predict({ concurrency, bySize }: TunerSettings): Prediction | undefined {
    if (concurrency !== undefined) return this.#concurrency?.predict(concurrency);
    return bySize && this.#durations.predict(bySize);
  }

  /** For trials of concurrency; undefined if the default's value is not known. */
  credit(now: number): number | undefined {
    return this.#concurrency?.search.credit(now);
  }

  /** A person has put a concurrency in force under this version. */
  adoptConcurrency(level: number, now: number, version: number): void {
    this.#concurrency?.adopt(level, now, version);
  }

  toModel(): KnobsModel {
    return {
      concurrency: this.#concurrency?.toModel() ?? null,
      rate: this.#rate.toModel(),
      failures: this.#failures.toModel(),
      durations: this.#durations.toModel(),
      ageing: this.#ageing.toModel(),
      replicas: this.#replicas.toModel(),
    };
  }

  get #all(): readonly Knob[] {
    const others = [this.#rate, this.#failures, this.#durations, this.#ageing, this.#replicas];
    return this.#concurrency === undefined ? others : [...others, this.#concurrency];
  }
}
