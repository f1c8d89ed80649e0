import type { Change } from './command.ts';

/** Properties of a failed attempt's event besides its error. */
export interface AttemptDetail {
  /** The process that made the attempt, or found the step poisoned. */
  readonly worker: string;
  /** Milliseconds from when it could have begun to its start. Absent, like the next ones, if no handler was called. */
  readonly waitMs?: number;
  readonly durationMs?: number;
  /** The size of its rendered input, as JSON in UTF-8. */
  readonly inputBytes?: number;
  /** Of a failure that no further attempt would mend. Absent of any other. */
  readonly retryable?: false;
  /** Until the next attempt, if the service asked for that. */
  readonly retryAfterMs?: number;
  /** Where it was thrown: bounded, without secrets. */
  readonly stack?: string;
}

/** Formats a `detail` as properties in the JSON text of an event, each after a comma. */
export const toEventProperties = (detail: string | undefined): string =>
  detail === undefined ? '' : `,${detail.slice(1, -1)}`;

/** The change of a unit whose attempt, condition or list failed. */
type FailureChange = Extract<Change, { readonly detail?: string }>;

/** Whether a change is a failure. A completed item also settles, but has no detail besides its output. */
export const isFailureChange = (change: Change): change is FailureChange =>
  change.to === 'failed' ||
  change.to === 'timed_out' ||
  change.to === 'retrying' ||
  (change.to === 'settled' && change.status !== 'completed') ||
  (change.to === 'blocked' && change.error !== undefined);
