import type { Failure } from '@ag06/contracts';
import type { Outcome } from '@ag06/engine';

/** The result of one attempt: an outcome to commit, with the handler's events, or nothing because it was aborted. */
export type Tried =
  | {
      readonly status: 'outcome';
      readonly outcome: Outcome;
      readonly emitted: readonly string[];
      /** Of a failure: whether the service failed, so that a breaker counts it. */
      readonly ofDependency?: boolean;
      /** Of a failure: where it was thrown. */
      readonly stack?: string | undefined;
      /** How long it waited, and how long it took. */
      readonly waitMs?: number;
      readonly durationMs?: number;
    }
  | { readonly status: 'aborted' };

/** Why a step waits although its attempt does not count. */
export interface PutAside {
  readonly reason: string;
  /** The failure that caused it, as JSON text. */
  readonly error?: string;
  /** Further properties of its event if no attempt failed: a JSON object as text. */
  readonly detail?: string;
}

/**
 * What was observed of an attempt: its result; or that its deliveries were lost too often to start it again; or that it
 * waits for the breaker of its dependency and does not count.
 */
export type Observed =
  | Tried
  | { readonly status: 'poison' }
  | {
      readonly status: 'aside';
      readonly why: PutAside;
      readonly emitted: readonly string[];
      /** The failed attempt, if it began. */
      readonly tried?: Tried;
    };

/** A failure that no further attempt would mend. */
export const toTerminal = (failure: Failure): Exclude<Tried, { status: 'aborted' }> => ({
  status: 'outcome',
  outcome: { status: 'failed', failure, isRetryable: false },
  emitted: [],
});
