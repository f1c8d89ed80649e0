import type { Failure } from '@ag06/contracts';
import type { Change, Next, RunEnd } from '@ag06/protocol';
import type { FieldValues, RunView } from './scope.ts';

/**
 * What a commit is to say about the guarded unit, its dependants and the run. It takes nothing: every step that may go on
 * at once says `claim`, and whoever commits it sends to their queues those for which there is no slot.
 */
export interface Decision {
  readonly change: Change;
  readonly next: readonly Next[];
  readonly end: RunEnd | undefined;
}

/** What became of an attempt. `output` is JSON text. */
export type Outcome =
  | { readonly status: 'completed'; readonly output: string }
  | {
      readonly status: 'failed';
      readonly failure: Failure;
      readonly isRetryable: boolean;
      readonly retryAfterMs?: number;
    };

/** What the decider may know. */
export interface DecisionContext {
  readonly run: RunView;
  /** Fields of the run that are at hand. */
  readonly values: FieldValues;
  /** A number in [0, 1), for jitter. */
  random(): number;
}
