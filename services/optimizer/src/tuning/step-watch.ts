import type { Sample } from '@ag06/contracts/tuning';
import { classOf, type Objective, type ObservedJob } from '@ag06/tuning';

/** Steps whose first attempt has begun and that are not over: beyond it the oldest are forgotten. */
const OPEN_MAX = 10_000;

interface OpenStep {
  /** When it could have begun, milliseconds since 1970. */
  readonly begunAt: number;
  /** Attempts that its service refused (429): they spend none of the step's. */
  readonly refused: number;
}

/** Tells from attempts which steps are over, and how long they took since they could have begun. */
export class StepWatch {
  readonly #open = new Map<string, OpenStep>();

  /**
   * Returns the step that an attempt has ended. Undefined: it goes on, or was cancelled.
   *
   * @param maxAttempts after so many a step has failed for good; those that its service refused are not among them
   */
  toJob(sample: Sample, objective: Objective, maxAttempts: number): ObservedJob | undefined {
    const { runId, step, attempt, outcome, priority, sizeBucket: size, startedAt, waitMs, t } = sample;
    const jobId = `${runId} ${step}`;
    const { begunAt = startedAt - waitMs, refused = 0 } = this.#open.get(jobId) ?? {};
    const ok = outcome === 'ok';
    const isRefused = outcome === '429';
    const isOver = ok || outcome === 'cancelled' || (!isRefused && attempt - refused >= maxAttempts);
    if (!isOver) {
      this.#remember(jobId, { begunAt, refused: refused + (isRefused ? 1 : 0) });
      return undefined;
    }
    this.#open.delete(jobId);
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

  #remember(jobId: string, step: OpenStep): void {
    this.#open.set(jobId, step);
    if (this.#open.size <= OPEN_MAX) return;
    const [oldest] = this.#open.keys();
    if (oldest !== undefined) this.#open.delete(oldest);
  }
}
