import { Worker } from 'bullmq';

/** When each lock was last known to be ours, `performance.now()`; a renewal counts from before it was sent. */
export class ActivationWorker extends Worker {
  readonly #renewedAt = new Map<string, number>();

  override async extendJobLocks(jobIds: string[], tokens: string[], durationMs: number): Promise<string[]> {
    const sentAt = performance.now();
    const lost = await super.extendJobLocks(jobIds, tokens, durationMs);
    for (const jobId of jobIds) {
      if (!lost.includes(jobId) && this.#renewedAt.has(jobId)) this.#renewedAt.set(jobId, sentAt);
    }
    return lost;
  }

  trackLock(jobId: string, since: number): void {
    this.#renewedAt.set(jobId, since);
  }

  untrackLock(jobId: string): void {
    this.#renewedAt.delete(jobId);
  }

  lockedSince(jobId: string): number {
    return this.#renewedAt.get(jobId) ?? Number.NEGATIVE_INFINITY;
  }
}
