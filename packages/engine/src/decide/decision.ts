import type { Failure } from '@ag06/contracts';
import type { Change, Next, RunEnd } from '@ag06/protocol';
import type { PlanStep } from '../plan.ts';
import type { FieldValues, RunView } from './scope.ts';

/** What a commit is to say about the guarded unit, its dependants and the run. */
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

/** What the decider may know and take. */
export interface DecisionContext {
  readonly run: RunView;
  /** Fields of the run that are at hand. */
  readonly values: FieldValues;
  /** Takes a slot for a step that goes on in this process; false sends it to its agent's queue. */
  canClaim(step: Pick<PlanStep, 'agent' | 'dependency' | 'priority'>): boolean;
  /** A number in [0, 1), for jitter. */
  random(): number;
}
