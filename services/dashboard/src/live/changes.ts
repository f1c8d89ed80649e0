import type { FeedFilter } from '@ag06/client';

type Types = NonNullable<FeedFilter['type']>;

/** Events of steps, and of items of `forEach` steps alike. */
const ofUnits = (...names: readonly string[]): Types =>
  names.flatMap((name) => [`step.${name}`, `item.${name}`]);

/** What changes how much waits for an agent, or how much of it runs. */
export const QUEUE_CHANGES: FeedFilter = {
  type: [
    ...ofUnits('scheduled', 'started', 'completed', 'retrying', 'failed', 'cancelled', 'timed_out'),
    ...ofUnits('blocked', 'redelivered', 'resumed'),
  ],
};

/** What a breaker counts, and what it keeps from beginning. */
export const BREAKER_CHANGES: FeedFilter = {
  type: ofUnits('started', 'completed', 'retrying', 'failed', 'timed_out', 'blocked'),
};

/** What fills and frees the slots of a worker, and what is given to another one. */
export const WORKER_CHANGES: FeedFilter = {
  type: ofUnits('started', 'completed', 'retrying', 'failed', 'cancelled', 'timed_out', 'redelivered'),
};

/** A run that begins may be that of a slot, of a redriven submission, or of somebody who starts it by hand. */
export const BEGINNINGS: FeedFilter = { type: ['run.accepted'] };

/** Runs that begin and end, such as those of schedules. */
export const RUN_CHANGES: FeedFilter = {
  type: ['run.accepted', 'run.completed', 'run.failed', 'run.cancelled', 'run.timed_out', 'run.retried'],
};

/** Questions that are asked, are answered, or end with their run. */
export const APPROVAL_CHANGES: FeedFilter = {
  type: [
    ...['step.waiting', 'signal.consumed', 'step.cancelled', 'step.timed_out', 'step.skipped'],
    ...['run.cancelled', 'run.timed_out', 'run.failed', 'run.retried'],
  ],
};

/** What may need a person, or no longer. */
export const NEED_CHANGES: FeedFilter = {
  type: [
    ...['run.failed', 'run.timed_out', 'run.paused', 'run.resumed', 'run.retried'],
    ...['step.waiting', 'signal.consumed'],
  ],
};
