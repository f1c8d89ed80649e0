import type { CommonWorkerOptions, CreateWorker } from './consumer-worker.ts';
import { NO_STALLED_LIMIT } from './queue-registry.ts';

/** Seconds of one blocking read. */
const DRAIN_DELAY_SECONDS = 5;
const RUN_RETRY_DELAY_MS = 1_000;
/** A fifth of the lock's time: an event loop that is blocked for the other four loses no lock. */
const RENEWALS_PER_LOCK = 5;

export interface ConsumerSettings {
  readonly createWorker: CreateWorker;
  readonly lockMs: number;
  readonly stalledIntervalMs: number;
}

/** What every consumer asks of BullMQ's worker. */
export function toWorkerOptions(concurrency: number, settings: ConsumerSettings): CommonWorkerOptions {
  return {
    autorun: false,
    concurrency,
    lockDuration: settings.lockMs,
    lockRenewTime: settings.lockMs / RENEWALS_PER_LOCK,
    stalledInterval: settings.stalledIntervalMs,
    maxStalledCount: NO_STALLED_LIMIT,
    drainDelay: DRAIN_DELAY_SECONDS,
    runRetryDelay: RUN_RETRY_DELAY_MS,
  };
}
