import type { Failure, FailureView } from '@ag06/contracts';
import type { Change, Commit, Next, RunEnd } from '@ag06/protocol';
import type { FieldValues, RunIds } from './scope.ts';

/**
 * The content of a commit: changes of the guarded unit, its dependants and the run. A decision reserves nothing: every
 * step that may go on at once is marked `claim`, and the committing process sends those without a free slot to their queues.
 */
export interface Decision {
  readonly change: Change;
  readonly next: readonly Next[];
  readonly end: RunEnd | undefined;
  /** Messages to other runs. */
  readonly entries?: Commit['entries'];
}

/** The result of an attempt. `output` is JSON text. */
export type Outcome = { readonly status: 'completed'; readonly output: string } | FailedOutcome;

export interface FailedOutcome {
  readonly status: 'failed';
  readonly failure: Failure;
  readonly isRetryable: boolean;
  readonly retryAfterMs?: number;
}

/** The item of a `forEach` step that a lane works on: its number, from 0, and its value as JSON text. */
export interface HeldItem {
  readonly index: number;
  readonly value: string;
}

/** A lane that is held to decide how its item goes on. */
export interface HeldLane {
  readonly unit: string;
  readonly attempt: number;
  readonly item: HeldItem;
}

/** The attempt that an outcome belongs to: of a step, or of a lane's item. */
export interface Attempt {
  readonly attempt: number;
  readonly item?: Pick<HeldItem, 'index'>;
}

/**
 * The outcomes of all items: the list of outputs as JSON text, and the failures after which the run went on. `incomplete`:
 * after a retry of the run these have to be done again, of which `dropped` failed before.
 */
export type CollectedItems =
  | {
      readonly status: 'collected';
      readonly output: string;
      readonly failed: number;
      readonly errors: readonly FailureView[];
    }
  | {
      readonly status: 'incomplete';
      readonly total: number;
      readonly left: readonly number[];
      readonly dropped: readonly number[];
    }
  | { readonly status: 'too-large' };

/** A parked unit and its reason, such as `breaker:<dependency>`. */
export interface Parked {
  readonly unit: string;
  readonly reason: string;
  /** When it is due, in milliseconds since 1970; 0 if it was parked without a moment. */
  readonly dueAt: number;
  /** Its attempt; and the item of a lane. */
  readonly attempt?: number;
  readonly iteration?: number | undefined;
  readonly item?: number | undefined;
}

/** Everything besides the plan that a decision depends on. */
export interface DecisionContext {
  readonly run: RunIds;
  /** The fields of the run that were loaded. */
  readonly values: FieldValues;
  /** The number of the iteration of the step that is decided about; absent if 0. */
  readonly iteration?: number | undefined;
  /** A number in [0, 1), for jitter. */
  random(): number;
  /** Of a process that may start child runs. */
  readonly children?: {
    /** How many runs are above this one. */
    readonly depth: number;
    /** The id of a run that depends on a text alone. */
    idOf(text: string): string;
  };
}
