import type { Change } from './command.ts';

/** What the event of a failed attempt says besides its error. */
export interface AttemptDetail {
  /** The process that made it, or found it poison. */
  readonly worker: string;
  /** From the moment at which it could have begun to its start. Absent, as what follows, if no handler was called. */
  readonly waitMs?: number;
  readonly durationMs?: number;
  /** Of its rendered input, as JSON in UTF-8. */
  readonly inputBytes?: number;
  /** Where it was thrown: bounded, without secrets. */
  readonly stack?: string;
}

/** Properties of a `detail`, as they stand in the JSON text of an event: each after a comma. */
export const toEventProperties = (detail: string | undefined): string =>
  detail === undefined ? '' : `,${detail.slice(1, -1)}`;

/** What becomes of a unit whose attempt, or whose condition or list, failed. */
export type FailureChange = Extract<Change, { readonly detail?: string }>;

/** An item that completed is settled as well, but nothing is told of it besides its output. */
export const isFailureChange = (change: Change): change is FailureChange =>
  change.to === 'failed' ||
  change.to === 'timed_out' ||
  change.to === 'retrying' ||
  (change.to === 'settled' && change.status !== 'completed') ||
  (change.to === 'blocked' && change.error !== undefined);
