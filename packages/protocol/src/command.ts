import type { RunStatus, TerminalRunStatus } from '@ag06/contracts';
import type { Entry } from './entry.ts';
import type { ItemList, ItemsLeft } from './item-list.ts';
import type { ForkedFrom } from './preset.ts';
import type { RunField } from './run-field.ts';
import type { RunMeta } from './run-meta.ts';

/**
 * Commands, and the store's answers. A command is applied to one run atomically, all or nothing. Its `id` is unique to
 * its issuer, so that a command sent twice is applied once. JSON values of users are passed as text, which the store
 * never parses.
 *
 * A *unit* is a step id, a lane of a `forEach` step (`toLaneUnit`), or `OUTPUT_UNIT`: the evaluation that ends a run
 * when all its leaves have their outcome. A lane holds one item at a time. It takes the next one when it is claimed, or
 * when the outcome of its item is committed.
 */
export type Command = Submit | Claim | Commit | Signal;

export const OUTPUT_UNIT = '$';

/**
 * How a step goes on in the commit that makes it ready:
 * - `schedule`: an activation is to be enqueued;
 * - `claim`: the issuer executes it at once, because it has a slot for it;
 * - `evaluate`: the issuer holds it, evaluates its `when` (or the run's output), and commits the result;
 * - `park`: no agent executes it, and it waits for what `park` says;
 * - `end`: the run ends as `end` says (only for `OUTPUT_UNIT`).
 *
 * In a run that is not `running` it stays ready, without a holder. `reads` are the fields that its expressions name.
 */
export type Opening =
  | { readonly mode: 'schedule' | 'claim' | 'evaluate'; readonly reads: readonly RunField[] }
  | { readonly mode: 'park'; readonly park: Park; readonly reads: readonly RunField[] }
  | { readonly mode: 'end'; readonly end: RunEnd; readonly reads: readonly RunField[] };

/**
 * What a unit waits for, as `PARK_KINDS` names it, and until when at the latest: a time from now by the store's clock,
 * or a moment in milliseconds since 1970; undefined: for ever.
 */
export interface Park {
  readonly reason: string;
  readonly until: { readonly afterMs: number } | { readonly at: number } | undefined;
  /**
   * Only of a unit that waits for a signal in which a person answers: it is listed as an open approval while it waits. An
   * `ApprovalCard` as JSON text; its properties go into the event as well.
   */
  readonly card?: string | undefined;
}

/** A dependant of the step whose outcome is committed. `needs` counts its dependencies; the last outcome opens it. */
export type Next = Opening & { readonly unit: string; readonly needs: number };

/** How a run ends. `output` and `error` are JSON text. */
export type RunEnd =
  | { readonly status: 'completed'; readonly output: string }
  | { readonly status: Exclude<TerminalRunStatus, 'completed'>; readonly error: string };

/** Who issues a command: the process, and the BullMQ job and its delivery, if any. */
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
   * The parts of its meta by which the run is listed, besides its status. No tag and no attribute occurs twice. The
   * commit that ends a run with a parent writes the message to the parent.
   */
  readonly listedBy: Pick<RunMeta, 'workflow' | 'correlationId' | 'tags' | 'attributes' | 'parent'>;
  readonly dedupe: { readonly key: string; readonly body: string; readonly ttlMs: number } | undefined;
  readonly delayMs: number;
  /** Armed at once if the run starts at once; otherwise the command that starts it sets it. */
  readonly timeoutMs: number | undefined;
  /**
   * Of a fork: what it has from its source, recorded before anything is opened. `needs` of its roots count the dependencies
   * without an outcome, and one more, as if that one came now.
   */
  readonly fork?: ForkedFrom;
  /** None of them ends the run. */
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
   * Why the worker does not begin the step now: `breaker:<dependency>` or `limit:<name>` (`BLOCK_REASON_PATTERN`). A
   * step that would have been granted (scheduled, or a retry that is due) is blocked instead, which costs neither an
   * attempt nor a delivery, and a lane takes no item for it. The rest of the claim is unchanged: what a dead delivery
   * ran is taken over and granted, and so is a step that lost three deliveries.
   */
  readonly obstacle: string | undefined;
  /** Further properties for the event of a step that is blocked so: a JSON object as text. */
  readonly obstacleDetail?: string | undefined;
}

/**
 * Sends a message to a run, once per key. The unit that has been waiting longest for the name takes it in hand and is held
 * by the issuer, who commits its outcome; without one it stays in the run's mailbox, first in first out, for the next unit
 * that is parked for the name. Also in a paused run.
 */
export interface Signal {
  readonly kind: 'signal';
  readonly id: string;
  readonly runId: string;
  readonly issuer: Issuer;
  readonly name: string;
  readonly key: string;
  /** What the key stands for. A key that came for something else is refused (`reused`). Default: the name. */
  readonly purpose?: string | undefined;
  /** `SignalMessage.body`. */
  readonly body: string;
  /** The units that may wait for the name. No other is looked at. */
  readonly waiters: readonly string[];
  /** `refuse`: it is not for the mailbox, and is refused if none of these units waits. Default: `keep`. */
  readonly orElse?: 'keep' | 'refuse';
  /** With `refuse`: the unit must be parked under this number. */
  readonly park?: number | undefined;
}

/** The condition under which a commit is applied. A terminal run refuses all. */
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
   * The unit is parked for this reason under this number, so that any number of wake-ups of one parking count once. 0
   * stands for any number, because a list of an older version does not tell it.
   */
  | { readonly on: 'parked'; readonly unit: string; readonly reason: string; readonly park: number }
  /** The delivery that held the unit under this token was counted as lost. */
  | { readonly on: 'lost'; readonly unit: string; readonly token: number }
  /** `round`: the run was retried as often as this, no more. */
  | { readonly on: 'run'; readonly statuses: readonly RunStatus[]; readonly round?: number }
  /** The run failed or timed out, and this command ended it. Nothing else is allowed about a run that is over. */
  | { readonly on: 'ended'; readonly by: string };

/**
 * The change of the guarded unit, or of the run. `output` and `error` are JSON text. `detail` is an `AttemptDetail` as
 * JSON text, never empty. Only the failure's event keeps it, so no expression reads it.
 */
export type Change =
  | { readonly to: 'completed' | 'skipped'; readonly output: string }
  /** `output`: that of its last iteration, if it fails because no further one is allowed. */
  | {
      readonly to: 'failed' | 'timed_out';
      readonly error: string;
      readonly detail?: string;
      readonly output?: string;
    }
  /** The output of an iteration. The step goes on with the next one as `opening` says, and reads this as `p:<step>`. */
  | { readonly to: 'iterated'; readonly output: string; readonly opening: Opening }
  | { readonly to: 'retrying'; readonly error: string; readonly delayMs: number; readonly detail?: string }
  /** The guarded unit goes on as `opening` says: after an evaluation, or because it was found without a holder. */
  | { readonly to: 'open'; readonly opening: Opening; readonly lost: boolean }
  /** The held step becomes its lanes, and the list is kept for them. In a run that is not `running` it stays ready. */
  | {
      readonly to: 'expanded';
      readonly list: ItemList;
      readonly lanes: number;
      /** `evaluate`: no agent executes the lanes. All of them take an item, and are held by the issuer. */
      readonly first: 'claim' | 'schedule' | 'evaluate';
      readonly reads: readonly RunField[];
    }
  /** The held step goes on after a retry of its run, with the items that it does again, in lanes that were over. */
  | {
      readonly to: 'redone';
      readonly items: ItemsLeft;
      readonly lanes: number;
      /** As for `expanded`. */
      readonly first: 'claim' | 'schedule' | 'evaluate';
      readonly reads: readonly RunField[];
    }
  /**
   * The outcome of a lane's item: `result` is its output or its error. The lane then goes on with the next item, if
   * any. The last outcome of all makes the issuer hold the step, to collect them. If the commit also ends the run, the
   * step fails with this error.
   */
  | {
      readonly to: 'settled';
      readonly status: 'completed' | 'failed' | 'timed_out';
      readonly result: string;
      readonly goesOn: GoesOn;
      readonly detail?: string;
    }
  /** All items have their outcome: the list of their outputs, and the detail of those that failed. */
  | { readonly to: 'collected'; readonly output: string; readonly error: string | undefined }
  /** A stopping worker gives a running step back, to the job at hand or to a new one. This costs no delivery. */
  | { readonly to: 'released'; readonly underSameJob: boolean }
  /**
   * A held step is put aside for this reason (`breaker:…` or `limit:…`), also in a paused run. Its attempt does not
   * count, its lost deliveries are kept, and a lane keeps its item. `error`, as JSON text, goes into the event. With
   * `fork:<name>` a unit that is allowed meanwhile goes on at once instead.
   */
  | { readonly to: 'blocked'; readonly reason: string; readonly error?: string; readonly detail?: string }
  /** The guarded delivery no longer counts as lost, because its process lives. The present holder keeps the unit. */
  | { readonly to: 'kept' }
  /** The guarded unit is blocked no more and is scheduled. In a run that is not `running`, the pause blocks it. */
  | { readonly to: 'unblocked' }
  /** These agents and workflows may act for real in a fork. The units that are parked for one of them go on. */
  | { readonly to: 'allowed'; readonly names: readonly string[]; readonly by?: string | undefined }
  /** A paused run resumes: all units that are ready or blocked by the pause go on. */
  | { readonly to: 'resumed'; readonly by?: string | undefined }
  /** A delayed run starts, in the same way. Its time-out, if any, counts from now. */
  | { readonly to: 'started'; readonly timeoutMs?: number | undefined }
  /** `by`: who asked for it; it goes into the event. */
  | { readonly to: 'paused'; readonly by?: string | undefined }
  /**
   * A run that failed or timed out goes on: `next` are the units that are revived, each of which was opened before. They
   * begin with their first attempt again. `steps` are their names in the event.
   */
  | {
      readonly to: 'retried';
      readonly steps: readonly string[];
      readonly timeoutMs?: number | undefined;
      readonly by?: string | undefined;
    }
  | { readonly to: 'ended' };

/**
 * How a lane goes on. Its issuer keeps it; or it goes back to its queue, as a new job or under the job at hand, which
 * its issuer then hands back, so that a lane never has two jobs. `evaluate`: no agent executes it; it takes its next
 * item, and its issuer holds it.
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
  /** `custom` events of the handler, which come before its outcome, each as JSON text. */
  readonly emitted: readonly string[];
  /** Fields that the issuer has already, so that a grant need not return them. */
  readonly known: readonly RunField[];
  /** Messages to other runs, written if the command is applied. */
  readonly entries?: readonly Exclude<Entry, { does: 'tell' }>[];
}
