import type { Failure } from '@ag06/contracts';
import type { Change, Next, RunEnd } from '@ag06/protocol';
import type { FieldValues, RunIds } from './scope.ts';

/**
 * What a commit is to say about the guarded unit, its dependants and the run. It takes nothing: every step that may go on
 * at once says `claim`, and whoever commits it sends to their queues those for which there is no slot.
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
      readonly errors: readonly Failure[];
    }
  | { readonly status: 'too-large' };

/** What the decider may know. */
export interface DecisionContext {
  readonly run: RunIds;
  /** Fields of the run that are at hand. */
  readonly values: FieldValues;
  /** A number in [0, 1), for jitter. */
  random(): number;
}
