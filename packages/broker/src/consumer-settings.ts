import type { CommonWorkerOptions, CreateWorker } from './consumer-worker.ts';
import type { HeldLocks } from './locks/held-locks.ts';
import type { QueueClock } from './queue-clock.ts';
import { NO_STALLED_LIMIT } from './queue-registry.ts';

const RUN_RETRY_DELAY_MS = 1_000;

export interface ConsumerSettings {
  readonly createWorker: CreateWorker;
  /** Where consumers register the locks to be renewed. */
  readonly locks: HeldLocks;
  readonly lockMs: number;
  readonly stalledIntervalMs: number;
  readonly clock: QueueClock;
}

/** After how long a job comes back whose `process` rejected for the first time: a second, of a lock of 30 s. */
export const afterRejectionMs = ({ lockMs }: Pick<ConsumerSettings, 'lockMs'>): number => lockMs / 30;

/** The options of BullMQ's worker that every consumer uses. */
export function toWorkerOptions(concurrency: number, settings: ConsumerSettings): CommonWorkerOptions {
  return {
    autorun: false,
    concurrency,
    lockDuration: settings.lockMs,
    // BullMQ renews in the event loop, which a handler may keep busy.
    skipLockRenewal: true,
    stalledInterval: settings.stalledIntervalMs,
    maxStalledCount: NO_STALLED_LIMIT,
    runRetryDelay: RUN_RETRY_DELAY_MS,
    // Otherwise a worker that waits for a rate limit looks dead, and does not notice when the limit is lifted.
    maximumRateLimitDelay: settings.lockMs / 2,
  };
}
