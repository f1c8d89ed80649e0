import type { Observation, ObservedJob, ObservedSample } from '@ag06/tuning';
import type { Attempt, Job } from './job.ts';

/** What is seen of a plant within a control step. */
export class Telemetry {
  #samples: ObservedSample[] = [];
  #jobs: ObservedJob[] = [];
  #arrivals: { t: number; priority: string | number; size: number | string }[] = [];

  arrived({ arrivedAt, class: { priority, size } }: Job): void {
    this.#arrivals.push({ t: arrivedAt, priority, size });
  }

  ended(attempt: Attempt, outcome: ObservedSample['outcome'], now: number): void {
    const { job, number, isHedge, startedAt, configVersion, inflightAtStart } = attempt;
    this.#samples.push({
      t: now,
      jobId: `j${job.number}`,
      priority: job.class.priority,
      size: job.class.size,
      waitMs: (startedAt - job.arrivedAt) * 1_000,
      durMs: (now - startedAt) * 1_000,
      outcome,
      attempt: number,
      hedge: isHedge,
      configVersion,
      inflightAtStart,
    });
  }

  finished(job: Job, ok: boolean, onTime: boolean, now: number): void {
    this.#jobs.push({
      jobId: `j${job.number}`,
      priority: job.class.priority,
      size: job.class.size,
      ok,
      onTime,
      latencyMs: (now - job.arrivedAt) * 1_000,
      attempts: job.spent,
    });
  }

  /** Returns the step, and begins the next. */
  take(state: Omit<Observation, 'samples' | 'jobs' | 'arrivals'>): Observation {
    const observation = { ...state, samples: this.#samples, jobs: this.#jobs, arrivals: this.#arrivals };
    this.#samples = [];
    this.#jobs = [];
    this.#arrivals = [];
    return observation;
  }
}
