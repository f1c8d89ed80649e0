import { z } from 'zod';
import { classOf, type Objective } from '../objective.ts';
import type { Observation } from '../observation.ts';

export const ValueMeterModel = z.strictObject({
  /** Begin, length, value and jobs of each step. */
  steps: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
});
export type ValueMeterModel = z.infer<typeof ValueMeterModel>;

const KEPT_SECONDS = 180;

export interface MeasuredValue {
  readonly perSecond: number;
  readonly perJob: number;
  readonly jobs: number;
}

/** What the fleet brings by the objective, from the jobs that are done and the attempts that were for nothing. */
export class ValueMeter {
  readonly #objective: Objective;
  #steps: ValueMeterModel['steps'];

  constructor(objective: Objective, model?: ValueMeterModel) {
    this.#objective = objective;
    this.#steps = [...(model?.steps ?? [])];
  }

  observe({ t, dt = 1, samples, jobs, replicas }: Observation): void {
    const { attemptCost, replicaCostPerSec } = this.#objective;
    const vain = samples.filter(({ outcome }) => outcome !== 'ok').length;
    const machines = replicas === undefined ? 0 : replicas.ready + replicas.starting;
    const done = jobs?.length ?? samples.filter(({ outcome }) => outcome === 'ok').length;
    const earned = jobs?.reduce((sum, job) => sum + this.#valueOf(job), 0) ?? this.#valueOfSuccesses(done);
    const value = earned - attemptCost * vain - replicaCostPerSec * machines * dt;
    this.#steps.push([t - dt, dt, value, done]);
    const first = this.#steps.findIndex(([begin]) => begin >= t - KEPT_SECONDS);
    if (first > 0) this.#steps = this.#steps.slice(first);
  }

  /** Of the steps that lie within these seconds; undefined if there are none. */
  between(from: number, to: number): MeasuredValue | undefined {
    let [seconds, value, jobs] = [0, 0, 0];
    for (const [begin, dt, stepValue, stepJobs] of this.#steps) {
      if (begin < from - 1e-6 || begin + dt > to + 1e-6) continue;
      seconds += dt;
      value += stepValue;
      jobs += stepJobs;
    }
    if (seconds === 0) return undefined;
    return { perSecond: value / seconds, perJob: jobs === 0 ? 0 : value / jobs, jobs };
  }

  toModel(): ValueMeterModel {
    return { steps: [...this.#steps] };
  }

  #valueOf({ ok, onTime, priority, size }: NonNullable<Observation['jobs']>[number]): number {
    const kind = classOf(this.#objective, priority, size);
    if (kind === undefined) return ok ? 1 : 0;
    if (!ok) return -kind.lostPenalty;
    return onTime ? kind.onTimeValue : kind.lateValue - kind.latePenalty;
  }

  #valueOfSuccesses(count: number): number {
    return count * (this.#objective.classes[0]?.onTimeValue ?? 1);
  }
}
