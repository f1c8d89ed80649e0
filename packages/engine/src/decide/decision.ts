import type { Failure, FailureView } from '@ag06/contracts';
import type { Change, Next, RunEnd } from '@ag06/protocol';
import type { FieldValues, RunIds } from './scope.ts';

/**
 * The content of a commit: the changes of the guarded unit, its dependants and the run. It takes nothing: every step that
 * may go on at once says `claim`, and the committing process sends to their queues those for which it has no slot.
 */
export interface Decision {
  readonly change: Change;
  readonly next: readonly Next[];
  readonly end: RunEnd | undefined;
}

/** The result of an attempt. `output` is JSON text. */
export type Outcome = { readonly status: 'completed'; readonly output: string } | FailedOutcome;

export interface FailedOutcome {
  readonly status: 'failed';
  readonly failure: Failure;
  readonly isRetryable: boolean;
  readonly retryAfterMs?: number;
}

/** The item of a `forEach` step that a lane holds: its number, from 0, and its value as JSON text. */
export interface HeldItem {
  readonly index: number;
  readonly value: string;
}

/** Which attempt an outcome belongs to: of a step, or of the item in its lane's hand. */
export interface Attempt {
  readonly attempt: number;
  readonly item?: Pick<HeldItem, 'index'>;
}

/** The outcomes of all items: the list of their outputs as JSON text, and the failures after which the run went on. */
export type CollectedItems =
  | {
      readonly status: 'collected';
      readonly output: string;
      readonly failed: number;
      readonly errors: readonly FailureView[];
    }
  | { readonly status: 'too-large' };

/** A parked unit, and why it is parked: as in the store, `breaker:<dependency>` and the like. */
export interface Parked {
  readonly unit: string;
  readonly reason: string;
  /** The moment for which it was parked, in milliseconds since 1970; 0 if for none. */
  readonly dueAt: number;
}

/** All that a decision depends on besides the plan. */
export interface DecisionContext {
  readonly run: RunIds;
  /** Fields of the run that are at hand. */
  readonly values: FieldValues;
  /** A number in [0, 1), for jitter. */
  random(): number;
}
