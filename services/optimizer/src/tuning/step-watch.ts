import type { Sample } from '@ag06/contracts/tuning';
import { classOf, type Objective, type ObservedJob } from '@ag06/tuning';

/** Steps whose first attempt has begun and that are not over: beyond it the oldest are forgotten. */
const OPEN_MAX = 10_000;

/** Tells from attempts which steps are over, and how long they took since they could have begun. */
export class StepWatch {
  /** When each step could have begun, milliseconds since 1970. */
  readonly #begun = new Map<string, number>();

  /**
   * Returns the step that an attempt has ended. Undefined: it goes on, or was cancelled.
   *
   * @param maxAttempts after so many a step has failed for good
   */
  toJob(sample: Sample, objective: Objective, maxAttempts: number): ObservedJob | undefined {
    const { runId, step, attempt, outcome, priority, sizeBucket: size, startedAt, waitMs, t } = sample;
    const jobId = `${runId} ${step}`;
    const begunAt = this.#begun.get(jobId) ?? startedAt - waitMs;
    const ok = outcome === 'ok';
    const isOver = ok || outcome === 'cancelled' || attempt >= maxAttempts;
    if (!isOver) {
      this.#remember(jobId, begunAt);
      return undefined;
    }
    this.#begun.delete(jobId);
    if (outcome === 'cancelled') return undefined;
    const latencyMs = Math.max(0, t - begunAt);
    const deadlineS = classOf(objective, priority, size)?.deadlineS ?? Number.POSITIVE_INFINITY;
    return {
      jobId,
      priority,
      size,
      ok,
      onTime: ok && latencyMs <= 1_000 * deadlineS,
      latencyMs,
      attempts: attempt,
    };
  }

  #remember(jobId: string, begunAt: number): void {
    this.#begun.set(jobId, begunAt);
    if (this.#begun.size <= OPEN_MAX) return;
    const [oldest] = this.#begun.keys();
    if (oldest !== undefined) this.#begun.delete(oldest);
  }
}
