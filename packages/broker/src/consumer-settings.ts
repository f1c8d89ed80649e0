import type { CommonWorkerOptions, CreateWorker } from './consumer-worker.ts';
import type { HeldLocks } from './locks/held-locks.ts';
import type { QueueClock } from './queue-clock.ts';
import { NO_STALLED_LIMIT } from './queue-registry.ts';

/** Seconds of one blocking read. */
const DRAIN_DELAY_SECONDS = 5;
const RUN_RETRY_DELAY_MS = 1_000;

export interface ConsumerSettings {
  readonly createWorker: CreateWorker;
  /** Where consumers note the locks that are to be renewed. */
  readonly locks: HeldLocks;
  readonly lockMs: number;
  readonly stalledIntervalMs: number;
  readonly clock: QueueClock;
}

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
    drainDelay: DRAIN_DELAY_SECONDS,
    runRetryDelay: RUN_RETRY_DELAY_MS,
    // Who asks for nothing while a rate limit of the queue is used up looks dead, and does not see that it was taken back.
    maximumRateLimitDelay: settings.lockMs / 2,
  };
}
