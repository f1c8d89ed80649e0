import type { Arm, Sample } from '@ag06/contracts/tuning';

/** A step of an experiment that is over. */
export interface StepEnd extends Pick<Sample, 'runId' | 'priority' | 'sizeBucket'> {
  readonly arm: Arm;
  readonly ok: boolean;
  readonly latencyMs: number;
  readonly attempts: number;
  /** When its first attempt began that is known, and its last one was over, by the store's clock: milliseconds since 1970. */
  readonly begunAt: number;
  readonly at: number;
}

/** Steps that have failed and may be tried again: beyond it the oldest are forgotten. */
const OPEN_MAX = 5_000;
/** A step that has failed, and is not tried again for so long, has failed for good. */
const SILENT_MS = 120_000;

interface OpenStep {
  /** When it could have begun, and did, by its worker's clock. */
  readonly dueAt: number;
  readonly begunAt: number;
  /** Whether its worker has said that it is tried again. */
  readonly goesOn: boolean;
  /** Attempts that its service refused (429): they spend none of the step's. */
  readonly refused: number;
  /** Its last attempt, as it would end the step. */
  readonly last: StepEnd;
}

/**
 * Tells from attempts which steps are over. Where a worker does not say which failure was the last one, it is that of the last attempt
 * that the settings allow, and one after which nothing comes.
 */
export class StepEnds {
  readonly #open = new Map<string, OpenStep>();

  /** @param clockMs by which the store's clock is ahead of the worker's. @param maxAttempts after so many it has failed */
  take(sample: Sample, clockMs: number, maxAttempts: number): StepEnd | undefined {
    const { runId, step, attempt, outcome, hedge, priority, sizeBucket, startedAt, waitMs, t, trial } =
      sample;
    const { last } = sample;
    // The slower one of two calls of an attempt says nothing about the step.
    if (trial === undefined || (hedge && outcome !== 'ok')) return undefined;
    const key = `${runId} ${step}`;
    const { dueAt = startedAt - waitMs, begunAt = startedAt, refused = 0 } = this.#open.get(key) ?? {};
    this.#open.delete(key);
    if (outcome === 'cancelled') return undefined;
    const ok = outcome === 'ok';
    const latencyMs = Math.max(0, t - dueAt);
    const end = {
      arm: trial.arm,
      runId,
      priority,
      sizeBucket,
      ok,
      latencyMs,
      attempts: attempt,
      begunAt: begunAt + clockMs,
      at: t + clockMs,
    };
    const isRefused = outcome === '429';
    const isOver = ok || (last ?? (attempt - refused >= maxAttempts && !isRefused));
    if (isOver) return end;
    const refusals = refused + (isRefused ? 1 : 0);
    this.#open.set(key, { dueAt, begunAt, goesOn: last === false, refused: refusals, last: end });
    if (this.#open.size > OPEN_MAX) this.#forgetOldest();
    return undefined;
  }

  /** Returns the steps that have failed and were not tried again for a while. One that goes on has no end yet. */
  expire(now: number): StepEnd[] {
    const ended: StepEnd[] = [];
    for (const [key, { last, goesOn }] of this.#open) {
      if (now < last.at + SILENT_MS) continue;
      this.#open.delete(key);
      if (!goesOn) ended.push(last);
    }
    return ended;
  }

  #forgetOldest(): void {
    const [oldest] = this.#open.keys();
    if (oldest !== undefined) this.#open.delete(oldest);
  }
}
