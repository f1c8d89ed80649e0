import type { HeldBack } from './broker.ts';

/** A queue's own settings and figures, as BullMQ keeps them. */
interface QueueLimits {
  readonly isPaused: boolean;
  readonly active: number;
  /** How many jobs may be in hand. */
  readonly concurrency: number | undefined;
  /** How many jobs may begin within a window, and how many have in the present one. */
  readonly max: number | undefined;
  readonly begun: number;
}

/** Decides as BullMQ's workers do whether they get nothing for now although jobs wait. */
export function findHeldBack({
  isPaused,
  active,
  concurrency,
  max,
  begun,
}: QueueLimits): HeldBack | undefined {
  if (isPaused) return 'paused';
  if (concurrency !== undefined && active >= concurrency) return 'concurrency';
  return max !== undefined && max > 0 && begun >= max ? 'rate' : undefined;
}

/** A field that was never set, or is no number, is no limit. */
export function toLimit(value: unknown): number | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const limit = Number(value);
  return Number.isFinite(limit) ? limit : undefined;
}
