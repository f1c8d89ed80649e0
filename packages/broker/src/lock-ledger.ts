/** What is known of the lock of one delivery in hand. */
export interface HeldLock {
  readonly token: string;
  /** `performance.now()` from before the command was sent that last gave or renewed the lock. */
  since: number;
}

/** The locks of the deliveries in hand, by job id: the newest delivery of a job is the one whose lock is renewed. */
export class LockLedger {
  readonly #locks = new Map<string, HeldLock>();

  hold(jobId: string, token: string, since: number): HeldLock {
    const lock = { token, since };
    this.#locks.set(jobId, lock);
    return lock;
  }

  /** Leaves a newer delivery of the same job alone. */
  release(jobId: string, lock: HeldLock): void {
    if (this.#locks.get(jobId) === lock) this.#locks.delete(jobId);
  }

  /** A renewal of these locks, sent at `sentAt`, was answered; those in `lost` were not ours any more. */
  renew(jobIds: readonly string[], tokens: readonly string[], lost: readonly string[], sentAt: number): void {
    const gone = new Set(lost);
    for (const [i, jobId] of jobIds.entries()) {
      const lock = this.#locks.get(jobId);
      if (lock !== undefined && lock.token === tokens[i] && !gone.has(jobId)) lock.since = sentAt;
    }
  }
}
