import type { RunStatus, TerminalRunStatus } from '@ag06/contracts';
import type { Entry, EntryId } from './entry.ts';
import type { ItemList } from './item-list.ts';
import type { RunMeta } from './run-meta.ts';

/**
 * The store's small language. A command is applied to one run atomically, all or nothing; it carries an `id` unique to
 * its issuer, so that one sent twice is applied once. JSON values of users travel as text and are never looked into.
 *
 * A *unit* is a step id, a lane of a `forEach` step (`toLaneUnit`), or `OUTPUT_UNIT`: the evaluation that ends a run when
 * all its leaves have their outcome. A lane holds one item at a time, and takes the next one when it is claimed or when
 * the outcome of its item is committed.
 */
export type Command = Submit | Claim | Commit;

export const OUTPUT_UNIT = '$';

/** A field of a run: its input, or the output, status or error of a step, or how far the items of a `forEach` are. */
export type RunField = 'in' | `o:${string}` | `s:${string}` | `e:${string}` | `i:${string}`;

/**
 * What becomes of a step once it is ready, in the commit that made it so:
 * - `schedule`: an activation is to be enqueued;
 * - `claim`: the issuer goes on with it at once (it has a slot for it);
 * - `evaluate`: held by the issuer, who evaluates its `when` (or the run's output) and says so in another commit;
 * - `park`: no agent executes it: it waits for what `park` says;
 * - `end`: the run ends as `end` says (only for `OUTPUT_UNIT`).
 *
 * In a run that is not `running` it stays ready, without a holder. `reads` are the fields that its expressions name.
 */
export type Opening =
  | { readonly mode: 'schedule' | 'claim' | 'evaluate'; readonly reads: readonly RunField[] }
  | { readonly mode: 'park'; readonly park: Park; readonly reads: readonly RunField[] }
  | { readonly mode: 'end'; readonly end: RunEnd; readonly reads: readonly RunField[] };

/**
 * For what a unit waits, as `PARK_KINDS` names it, and until when at the latest: so long by the store's clock from now on,
 * or a moment in milliseconds since 1970; undefined: for ever.
 */
export interface Park {
  readonly reason: string;
  readonly until: { readonly afterMs: number } | { readonly at: number } | undefined;
}

/** A dependant of the step whose outcome is committed. `needs` counts all its dependencies; the last one opens it. */
export type Next = Opening & { readonly unit: string; readonly needs: number };

/** How a run ends. `output` and `error` are JSON text. */
export type RunEnd =
  | { readonly status: 'completed'; readonly output: string }
  | { readonly status: Exclude<TerminalRunStatus, 'completed'>; readonly error: string };

/** Who issues a command: the worker process, and the BullMQ job and delivery behind it, if any. */
export interface Issuer {
  /** Process that issues it, as it appears in events. */
  readonly worker: string;
  /** `<step>.d<dispatch>`, or empty for a dispatcher. */
  readonly job: string;
  /** BullMQ's `attemptsStarted`; 0 without a job. */
  readonly delivery: number;
}

/** Creates a run, once per (tenant, key) if `dedupe` is given. */
export interface Submit {
  readonly kind: 'submit';
  readonly id: string;
  readonly runId: string;
  readonly issuer: Issuer;
  readonly tenant: string;
  /** `RunMeta` as JSON text. */
  readonly meta: string;
  readonly input: string;
  /**
   * What the run is listed by, besides its status: these of its meta. No tag and no attribute stands twice. The commit that
   * ends a run with a parent writes the entry that tells it.
   */
  readonly listedBy: Pick<RunMeta, 'workflow' | 'correlationId' | 'tags' | 'attributes' | 'parent'>;
  readonly dedupe: { readonly key: string; readonly body: string; readonly ttlMs: number } | undefined;
  readonly delayMs: number;
  /** Armed at once if the run starts at once; else whoever starts it says it again. */
  readonly timeoutMs: number | undefined;
  readonly roots: readonly Next[];
}

/** A worker asks for the step that an activation names. */
export interface Claim {
  readonly kind: 'claim';
  readonly id: string;
  readonly runId: string;
  readonly issuer: Issuer;
  readonly unit: string;
  readonly attempt: number;
  readonly dispatch: number;
  /** No other step is held and no other claim is in flight in this process. */
  readonly idle: boolean;
  /**
   * Why the worker does not begin the step now, `breaker:<dependency>` or `limit:<name>` (`BLOCK_REASON_PATTERN`): where
   * it would have been granted (scheduled, or a retry that is due), it is blocked instead, which spends neither an attempt
   * nor a delivery. A lane takes no item for it. All else of the claim is as ever: what a dead delivery ran is taken over,
   * and granted, and so is a step that lost three.
   */
  readonly obstacle: string | undefined;
  /** What the event says besides of a step that is blocked so: a JSON object as text. */
  readonly obstacleDetail?: string | undefined;
}

/** What must hold, or nothing is applied. A terminal run refuses all. */
export type Guard =
  | { readonly on: 'token'; readonly unit: string; readonly token: number }
  | {
      readonly on: 'unit';
      readonly unit: string;
      readonly status: string;
      readonly dispatch: number;
      readonly token: number;
    }
  /**
   * The unit is parked for this very reason, under this very number: so any number of wake-ups of one parking is one. 0
   * stands for whatever number it has, which a list of an older version does not tell.
   */
  | { readonly on: 'parked'; readonly unit: string; readonly reason: string; readonly park: number }
  /** The delivery that held the unit under this token counts as lost. */
  | { readonly on: 'lost'; readonly unit: string; readonly token: number }
  | { readonly on: 'run'; readonly statuses: readonly RunStatus[] };

/**
 * What becomes of the guarded unit, or of the run. `output` and `error` are JSON text. `detail` is an `AttemptDetail` as
 * JSON text, never empty: the failure's event says it, and nothing else keeps it, so that no expression reads it.
 */
export type Change =
  | { readonly to: 'completed' | 'skipped'; readonly output: string }
  | { readonly to: 'failed' | 'timed_out'; readonly error: string; readonly detail?: string }
  | { readonly to: 'retrying'; readonly error: string; readonly delayMs: number; readonly detail?: string }
  /** The guarded unit goes on as `opening` says: after an evaluation, or because it was found without a holder. */
  | { readonly to: 'open'; readonly opening: Opening; readonly lost: boolean }
  /** The held step becomes its lanes; the list is kept for them. In a run that is not `running` it stays ready. */
  | {
      readonly to: 'expanded';
      readonly list: ItemList;
      readonly lanes: number;
      /** `evaluate`: no agent executes the lanes. All of them take an item, and are held by the issuer. */
      readonly first: 'claim' | 'schedule' | 'evaluate';
      readonly reads: readonly RunField[];
    }
  /**
   * The outcome of a lane's item: `result` is its output, or its error. The lane then goes on with the next item, if
   * there is one; the last outcome of all holds the step for its issuer, to be collected. A commit that also ends the
   * run fails the step with this error.
   */
  | {
      readonly to: 'settled';
      readonly status: 'completed' | 'failed' | 'timed_out';
      readonly result: string;
      readonly goesOn: GoesOn;
      readonly detail?: string;
    }
  /** All items have their outcome: the list of their outputs, and what is to be known of those that failed. */
  | { readonly to: 'collected'; readonly output: string; readonly error: string | undefined }
  /** A worker that stops gives a running step back, which costs no delivery: under the job at hand, or as one of its own. */
  | { readonly to: 'released'; readonly underSameJob: boolean }
  /**
   * A held step is put aside for this reason (`breaker:…` or `limit:…`), also in a paused run: its attempt is not spent,
   * what it lost is kept, a lane keeps its item. `error`, as JSON text, tells in the event what made it so.
   */
  | { readonly to: 'blocked'; readonly reason: string; readonly error?: string; readonly detail?: string }
  /** The delivery that the guard found counted as lost is not: its process lives. Who holds the unit now goes on with it. */
  | { readonly to: 'kept' }
  /** What the guard found blocked is scheduled. In a run that is not `running`, it is blocked by the pause from now on. */
  | { readonly to: 'unblocked' }
  /** All units that are ready or blocked by the pause go on: a paused run resumes. */
  | { readonly to: 'resumed'; readonly by?: string | undefined }
  /** The same: a delayed run starts. Its time-out, if it has one, counts from now. */
  | { readonly to: 'started'; readonly timeoutMs?: number | undefined }
  /** `by`: who asked for it, as the event says. */
  | { readonly to: 'paused'; readonly by?: string | undefined }
  | { readonly to: 'ended' };

/**
 * How a lane goes on: its issuer keeps it; or it goes back to its queue, as a job of its own or under the one at hand,
 * which its issuer hands back, so that a lane never has two. `evaluate`: no agent executes it; it takes its next item, and
 * is held by its issuer.
 */
export type GoesOn = 'claim' | 'schedule' | 'hand-back' | 'evaluate';

export interface Commit {
  readonly kind: 'commit';
  readonly id: string;
  readonly runId: string;
  readonly issuer: Issuer;
  readonly guard: Guard;
  readonly change: Change;
  readonly next: readonly Next[];
  readonly end: RunEnd | undefined;
  /** `custom` events of the handler, before its outcome: JSON text each. */
  readonly emitted: readonly string[];
  /** Fields that the issuer has already: a grant does not return them. */
  readonly known: readonly RunField[];
  /** Messages to other runs, which are written if this is applied. */
  readonly entries?: readonly Exclude<Entry, { does: 'tell' }>[];
}

/**
 * So many bytes of values come with the answer to one command, each field once, in the order in which its units read
 * them; all that comes after is left to the issuer to read. A claim's input is not counted: it comes by itself.
 */
export const TOLD_BYTES_MAX = 64 * 1024;

/**
 * A step that the issuer may execute now. `values`: the fields that it reads, as far as they exist, are not known, and
 * are told; `unread`: those of them that are not told, because there is too much.
 */
export interface Grant {
  readonly unit: string;
  readonly attempt: number;
  readonly token: number;
  /** Deliveries lost so far; three make the step poison, to be failed without a start. */
  readonly lost: number;
  readonly values: ReadonlyMap<RunField, string>;
  readonly unread?: readonly RunField[];
  /** What a lane holds: the item's number, from 0, and its value as JSON text. */
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

/** What the issuer has to do now; all lists are filtered by the present when a command is repeated. */
export interface Moves {
  readonly status: RunStatus;
  readonly grants: readonly Grant[];
  readonly evaluations: readonly Evaluation[];
  readonly enqueues: readonly Enqueue[];
  /** Dispatches whose jobs may still be on a queue though the run is over. */
  readonly obsolete: readonly Enqueue[];
  /** Messages that this command wrote, to be delivered now; absent if none. A repeated command tells none: their wake-ups do. */
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
      /** Of a lane's claim undefined: what it reads of the run comes with its grant. */
      readonly input: string | undefined;
      readonly createdAt: number;
      /** Do what the moves say, then claim again with a new id: the step itself has to wait. */
      readonly again: boolean;
    } & Moves)
  /** The step is due in `waitMs`. */
  | { readonly result: 'early'; readonly waitMs: number }
  /** The step lost two deliveries: claim again with a new id when this process is idle. */
  | { readonly result: 'alone' }
  /** The step is blocked, by this claim's obstacle or an earlier one: the job ends. */
  | { readonly result: 'blocked' }
  /** Nothing (more) to do for this job. */
  | { readonly result: 'stale' | 'terminal' | 'unknown' };

export type SubmitAnswer =
  | ({ readonly result: 'created' | 'repeated'; readonly createdAt: number } & Moves)
  | { readonly result: 'duplicate'; readonly runId: string; readonly sameBody: boolean };

export type AnswerTo<C extends Command> = C extends Submit
  ? SubmitAnswer
  : C extends Claim
    ? ClaimAnswer
    : CommitAnswer;
