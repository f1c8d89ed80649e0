import type { RunStatus } from '@ag06/contracts';
import type { Claim, Command, Signal, Submit } from './command.ts';
import type { EntryId } from './entry.ts';
import type { RunField } from './run-field.ts';
import type { RunMeta } from './run-meta.ts';

/**
 * The most bytes of values in the answer to one command, each field once, in the order in which its units read them.
 * The issuer reads the rest itself. A claim's input is not counted, because it has a field of its own.
 */
export const TOLD_BYTES_MAX = 64 * 1024;

/**
 * A step that the issuer may execute now. `values`: the fields that it reads, if they exist and the issuer does not
 * have them. `unread`: the fields that were left out because they are too large.
 */
export interface Grant {
  readonly unit: string;
  readonly attempt: number;
  /** The number of its iteration, from 0; absent if 0. */
  readonly iteration?: number;
  readonly token: number;
  /** How many deliveries were lost. After three the step is poison, and fails without a start. */
  readonly lost: number;
  readonly values: ReadonlyMap<RunField, string>;
  readonly unread?: readonly RunField[];
  /** A lane's item: its number, from 0, and its value as JSON text. */
  readonly item?: { readonly index: number; readonly value: string };
}

/** A unit that the issuer holds in order to evaluate its expression. */
export type Evaluation = Grant;

/** An activation to be enqueued. */
export interface Enqueue {
  readonly unit: string;
  readonly attempt: number;
  readonly dispatch: number;
  /** Milliseconds until it is due. */
  readonly delayMs: number;
}

/** The work that the issuer has to do now. The answer to a repeated command lists only the work that is still valid. */
export interface Moves {
  readonly status: RunStatus;
  readonly grants: readonly Grant[];
  readonly evaluations: readonly Evaluation[];
  readonly enqueues: readonly Enqueue[];
  /** Dispatches whose jobs may still be on a queue although the run is over. */
  readonly obsolete: readonly Enqueue[];
  /**
   * Entries of this command, to be delivered now; absent if none. A repeated command has none, because wake-ups deliver
   * them.
   */
  readonly entries?: readonly EntryId[];
}

export const NO_MOVES = { grants: [], evaluations: [], enqueues: [], obsolete: [] } as const;

export type CommitAnswer =
  | ({ readonly result: 'applied' | 'repeated' } & Moves)
  | {
      readonly result: 'refused';
      readonly reason: 'guard' | 'terminal' | 'unknown';
      readonly status?: RunStatus;
    };

export type ClaimAnswer =
  | ({
      readonly result: 'claimed';
      readonly meta: RunMeta;
      /** Undefined for a lane, whose grant has the fields of the run that it reads. */
      readonly input: string | undefined;
      readonly createdAt: number;
      /**
       * Whether to carry out the moves and then claim again with a new id, because the step itself has to wait for
       * them.
       */
      readonly again: boolean;
    } & Moves)
  /** The step is due in `waitMs`. */
  | { readonly result: 'early'; readonly waitMs: number }
  /** The step lost two deliveries: claim again with a new id when this process is idle. */
  | { readonly result: 'alone' }
  /** The step is blocked, by this claim's obstacle or an earlier one: the job ends. */
  | { readonly result: 'blocked' }
  /** There is nothing, or nothing more, to do for this job. */
  | { readonly result: 'stale' | 'terminal' | 'unknown' };

export type SubmitAnswer =
  | ({ readonly result: 'created' | 'repeated'; readonly createdAt: number } & Moves)
  | { readonly result: 'duplicate'; readonly runId: string; readonly sameBody: boolean };

/** Why a run refuses a signal. */
const SIGNAL_REFUSALS = ['terminal', 'full', 'limit', 'guard', 'reused'] as const;
type SignalRefusal = (typeof SIGNAL_REFUSALS)[number];

export const isSignalRefusal = (word: string): word is SignalRefusal =>
  SIGNAL_REFUSALS.some((known) => known === word);

/**
 * `repeated`: its key is known. `full`: the mailbox is. `limit`: as many keys are known as a run remembers, so it takes no
 * further signal. `guard`: it is not to be kept, and none of its units waits.
 */
export type SignalAnswer =
  | ({ readonly result: 'applied' | 'repeated' } & Moves)
  | { readonly result: 'refused'; readonly reason: 'unknown' }
  | {
      readonly result: 'refused';
      readonly reason: SignalRefusal;
      readonly status: RunStatus;
    };

export type AnswerTo<C extends Command> = C extends Submit
  ? SubmitAnswer
  : C extends Claim
    ? ClaimAnswer
    : C extends Signal
      ? SignalAnswer
      : CommitAnswer;
