import type { Failure } from '@ag06/contracts';
import type { Outcome } from '@ag06/engine';

/** What came of one try: an outcome to commit, with the events of its handler, or nothing because it was aborted. */
export type Tried =
  | {
      readonly status: 'outcome';
      readonly outcome: Outcome;
      readonly emitted: readonly string[];
      /** Of one that failed: whether the service did, so that a breaker counts it. */
      readonly ofDependency?: boolean;
      /** Of one that failed: where it was thrown. */
      readonly stack?: string | undefined;
      /** How long it waited, and took. */
      readonly waitMs?: number;
      readonly durationMs?: number;
    }
  | { readonly status: 'aborted' };

/** Why a step waits without an attempt spent. */
export interface PutAside {
  readonly reason: string;
  /** The failure that came of it, as JSON text. */
  readonly error?: string;
}

/**
 * What came of an attempt; or that its deliveries were lost too often to start it again; or that it waits for the breaker
 * of its dependency, unspent.
 */
export type Observed =
  | Tried
  | { readonly status: 'poison' }
  | {
      readonly status: 'aside';
      readonly why: PutAside;
      readonly emitted: readonly string[];
      /** The attempt that failed, if it began. */
      readonly tried?: Tried;
    };

/** A failure that no further attempt would mend. */
export const toTerminal = (failure: Failure): Exclude<Tried, { status: 'aborted' }> => ({
  status: 'outcome',
  outcome: { status: 'failed', failure, isRetryable: false },
  emitted: [],
});
