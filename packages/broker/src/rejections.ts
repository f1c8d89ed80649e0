/** So often in a row a job comes back here after its `process` rejected. */
export const REJECTIONS_MAX = 5;
/** Why such a job was given up: the reason of a dead letter, or of a failed job. */
export const PROCESS_REJECTED = 'PROCESS_REJECTED';
/** The most jobs whose rejections are remembered. */
const REMEMBERED_MAX = 1_000;

/**
 * Counts the jobs whose `process` rejected, which it must not: such an error is unknown, so it is taken for a defect. A
 * defect may be of the moment, so the job comes back, each time later; it must not come back for ever.
 */
export class Rejections {
  readonly #firstDelayMs: number;
  readonly #counts = new Map<string, number>();

  constructor(firstDelayMs: number) {
    this.#firstDelayMs = firstDelayMs;
  }

  /** Returns after how many milliseconds the job comes back, or undefined if that was tried often enough. */
  add(jobId: string): number | undefined {
    const count = (this.#counts.get(jobId) ?? 0) + 1;
    this.#counts.delete(jobId);
    if (count >= REJECTIONS_MAX) return undefined;
    this.#counts.set(jobId, count);
    const [oldest] = this.#counts.size > REMEMBERED_MAX ? this.#counts.keys() : [];
    if (oldest !== undefined) this.#counts.delete(oldest);
    return this.#firstDelayMs * 2 ** (count - 1);
  }

  forget(jobId: string): void {
    if (this.#counts.size > 0) this.#counts.delete(jobId);
  }
}
