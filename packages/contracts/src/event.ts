/** The types of events in a run's log. `custom` comes from `ctx.emit`, with its own `name`. */
export const EVENT_TYPES = [
  'run.accepted',
  'run.started',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'run.timed_out',
  'run.paused',
  'run.resumed',
  'run.retried',
  'run.forked',
  'run.allowed',
  'step.scheduled',
  'step.started',
  'step.iterated',
  'step.completed',
  'step.retrying',
  'step.failed',
  'step.skipped',
  'step.cancelled',
  'step.timed_out',
  'step.blocked',
  'step.waiting',
  'step.redelivered',
  'step.poisoned',
  'step.resumed',
  'step.result_ignored',
  'step.preset',
  'item.scheduled',
  'item.started',
  'item.completed',
  'item.retrying',
  'item.failed',
  'item.cancelled',
  'item.timed_out',
  'item.blocked',
  'item.waiting',
  'item.redelivered',
  'item.poisoned',
  'item.resumed',
  'item.result_ignored',
  'item.preset',
  'signal.received',
  'signal.consumed',
  'signal.returned',
  'custom',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** One entry of a run's log. `seq` is 1, 2, 3 … per run; `at` is the store's time, milliseconds since 1970. */
export interface RunEvent {
  readonly seq: number;
  readonly type: EventType;
  readonly at: number;
  readonly step?: string;
  readonly item?: number;
  readonly attempt?: number;
  /** Of a step with `repeat`, from 0; absent if 0. */
  readonly iteration?: number;
  readonly worker?: string;
  readonly [detail: string]: unknown;
}
