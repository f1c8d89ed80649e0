import { z } from 'zod';
import { classOf, type Objective } from '../objective.ts';
import type { Observation, ObservedJob } from '../observation.ts';

const Step = z.strictObject({
  begin: z.number(),
  dt: z.number(),
  value: z.number(),
  jobs: z.number(),
  misses: z.number(),
  arrivals: z.number(),
  inflight: z.number(),
});
type Step = z.infer<typeof Step>;

export const ValueMeterModel = z.strictObject({
  steps: z.array(Step),
  /** The mean duration of an attempt, seconds; 0 before any. */
  meanSeconds: z.number(),
});
export type ValueMeterModel = z.infer<typeof ValueMeterModel>;

const KEPT_SECONDS = 180;
const STEPS_MAX = 600;
const DURATION_WEIGHT = 0.01;

export interface MeasuredValue {
  readonly perSecond: number;
  readonly perJob: number;
  readonly jobs: number;
  /** The standard error of the value per job, from how the steps differ. */
  readonly perJobError: number;
}

export interface Measured extends MeasuredValue {
  readonly seconds: number;
  /** Jobs that were late or lost. */
  readonly misses: number;
  /** On average. */
  readonly inflight: number;
}

/** What the fleet brings by the objective, from the jobs that are done and the attempts that were for nothing. */
export class ValueMeter {
  readonly #objective: Objective;
  #steps: Step[];
  #meanSeconds: number;

  constructor(objective: Objective, model?: ValueMeterModel) {
    this.#objective = objective;
    this.#steps = [...(model?.steps ?? [])];
    this.#meanSeconds = model?.meanSeconds ?? 0;
  }

  get meanSeconds(): number {
    return this.#meanSeconds;
  }

  observe(observation: Observation): void {
    const { t, dt = 1, samples, jobs, arrivals = [], inflight = 0 } = observation;
    let successes = 0;
    for (const { outcome, durMs } of samples) {
      if (outcome !== 'ok') continue;
      successes++;
      const weight = this.#meanSeconds === 0 ? 1 : DURATION_WEIGHT;
      this.#meanSeconds += weight * (durMs / 1_000 - this.#meanSeconds);
    }
    this.#steps.push({
      begin: t - dt,
      dt,
      value: valueOfStep(this.#objective, observation),
      jobs: jobs?.length ?? successes,
      misses: jobs?.filter(({ ok, onTime }) => !ok || !onTime).length ?? 0,
      arrivals: arrivals.length,
      inflight,
    });
    const first = this.#steps.findIndex(({ begin }) => begin >= t - KEPT_SECONDS);
    if (first > 0) this.#steps = this.#steps.slice(first);
    if (this.#steps.length > STEPS_MAX) this.#steps = this.#steps.slice(-STEPS_MAX);
  }

  /** Of the steps that lie within these seconds; undefined if there are none. */
  between(from: number, to: number): Measured | undefined {
    let [seconds, value, jobs, misses, load] = [0, 0, 0, 0, 0];
    const steps = this.#within(from, to);
    for (const step of steps) {
      seconds += step.dt;
      value += step.value;
      jobs += step.jobs;
      misses += step.misses;
      load += step.inflight * step.dt;
    }
    if (seconds === 0) return undefined;
    const perJob = jobs === 0 ? 0 : value / jobs;
    const perJobError = toError(steps, perJob);
    return {
      perSecond: value / seconds,
      perJob,
      perJobError,
      jobs,
      misses,
      seconds,
      inflight: load / seconds,
    };
  }

  /** The most arrivals per second over so many seconds within these; undefined if less was observed. */
  mostArrivals(from: number, to: number, seconds: number): number | undefined {
    const steps = this.#within(from, to);
    let most: number | undefined;
    let [begin, sum] = [0, 0];
    for (const [i, step] of steps.entries()) {
      sum += step.arrivals;
      for (let first = steps[begin]; first !== undefined; first = steps[begin]) {
        if (step.begin + step.dt - first.begin <= seconds + 1e-6 || begin >= i) break;
        sum -= first.arrivals;
        begin++;
      }
      const covered = step.begin + step.dt - (steps[begin]?.begin ?? 0);
      if (covered >= seconds - 1e-6) most = Math.max(most ?? 0, sum / covered);
    }
    return most;
  }

  /** The end of the last step, seconds. */
  get until(): number {
    const last = this.#steps.at(-1);
    return last === undefined ? 0 : last.begin + last.dt;
  }

  toModel(): ValueMeterModel {
    return { steps: this.#steps.map((step) => ({ ...step })), meanSeconds: this.#meanSeconds };
  }

  #within(from: number, to: number): readonly Step[] {
    return this.#steps.filter(({ begin, dt }) => begin >= from - 1e-6 && begin + dt <= to + 1e-6);
  }
}

/** Of a ratio of sums over steps (Cochran, Sampling Techniques, 1977, section 6.3). 0: it cannot be told. */
function toError(steps: readonly Step[], perJob: number): number {
  const jobs = steps.reduce((sum, step) => sum + step.jobs, 0);
  if (steps.length < 2 || jobs === 0) return 0;
  const squares = steps.reduce((sum, step) => sum + (step.value - perJob * step.jobs) ** 2, 0);
  return Math.sqrt((steps.length / (steps.length - 1)) * squares) / jobs;
}

/** What one step has brought. */
export function valueOfStep(objective: Objective, { dt = 1, samples, jobs, replicas }: Observation): number {
  const { attemptCost, replicaCostPerSec } = objective;
  const successes = samples.filter(({ outcome }) => outcome === 'ok').length;
  const machines = replicas === undefined ? 0 : replicas.ready + replicas.starting;
  const earned =
    jobs?.reduce((sum, job) => sum + valueOfJob(objective, job), 0) ??
    successes * (objective.classes[0]?.onTimeValue ?? 1);
  return earned - attemptCost * (samples.length - successes) - replicaCostPerSec * machines * dt;
}

/** What a job is worth that is over. */
export function valueOfJob(objective: Objective, { ok, onTime, priority, size }: ObservedJob): number {
  const kind = classOf(objective, priority, size);
  if (kind === undefined) return ok ? 1 : 0;
  if (!ok) return -kind.lostPenalty;
  return onTime ? kind.onTimeValue : kind.lateValue - kind.latePenalty;
}
