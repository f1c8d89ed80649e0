import { type Processor, Worker, type WorkerOptions } from 'bullmq';
import type { LockLedger } from './lock-ledger.ts';

/** A BullMQ worker that notes which locks it renewed, and when it asked for that. */
export class ActivationWorker extends Worker {
  readonly #locks: LockLedger;

  constructor(queue: string, processor: Processor, options: WorkerOptions, locks: LockLedger) {
    super(queue, processor, options);
    this.#locks = locks;
  }

  override async extendJobLocks(jobIds: string[], tokens: string[], durationMs: number): Promise<string[]> {
    const sentAt = performance.now();
    const lost = await super.extendJobLocks(jobIds, tokens, durationMs);
    this.#locks.renew(jobIds, tokens, lost, sentAt);
    return lost;
  }
}
