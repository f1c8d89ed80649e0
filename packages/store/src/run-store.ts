import type { Failure, Json, RunStatus } from '@ag06/contracts';
import type {
  AnswerTo,
  Command,
  EntryId,
  ItemCounts,
  LargeValue,
  RunField,
  RunMeta,
  Wakeup,
  WakeupClass,
} from '@ag06/protocol';
import type { ApprovalPage, ApprovalQuery, OpenApproval } from './approvals.ts';
import type { AttributeFilter } from './attributes/attribute-filter.ts';
import type { EndedWithin } from './ended-within.ts';
import type { LogPage } from './log-page.ts';
import type { UnitRecord } from './unit-record.ts';

/**
 * The port to runs. Every adapter passes the conformance suite of this package. Outputs above the inline limit are blobs
 * (`withLargeOutputs`): a caller gives and gets their texts, except where a method says otherwise.
 */
export interface RunStore extends BareRunStore, LargeReads {}

/** Reads values that live in the blob store. */
export interface LargeReads {
  /** Of these fields, those whose values are blobs. */
  findLarge(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, LargeValue>>;
  /** Loads the whole text of a value. Whoever calls this has bounded its size. */
  loadLarge(runId: string, value: LargeValue): Promise<string>;
  /** Gives a value of one run to another, piece by piece. Returns the text of its reference there. */
  copyLarge(runId: string, value: LargeValue, toRunId: string): Promise<string>;
}

/** What an adapter does: it keeps every text as it is given, also a reference to a blob, which no answer to a command tells. */
export interface BareRunStore {
  /**
   * Applies one command atomically. Commands issued in one turn of the event loop may be sent together; each gets its
   * own answer. Rejects with `STORE_UNAVAILABLE` (retry the same command, with the same id) or `STORE_FULL`.
   */
  apply<C extends Command>(command: C): Promise<AnswerTo<C>>;

  /** Returns a new run id. It names the run's partition; with a dedupe key, the key alone decides which. */
  createRunId(tenant: string, dedupeKey: string | undefined): string;

  /** Returns the id of the run that a text names: always the same one, in a partition that the text decides. */
  deriveRunId(text: string): string;

  /**
   * Finds the run of a key, and whether the key was given for this body. Returns undefined for a new or expired key.
   */
  findKey(tenant: string, dedupeKey: string, body: string): Promise<KeyRecord | undefined>;

  /** Loads the summary that lists show. Neither this nor the next three methods read the output of a step. */
  loadSummary(runId: string): Promise<RunSummary | undefined>;
  /** Loads the summary and, once the run has ended, its output or error. */
  loadOutcome(runId: string): Promise<RunOutcome | undefined>;
  /** Loads the states of a run and of its units as of one moment, without user data; with `units`, of these alone and at their cost. */
  loadState(runId: string, units?: readonly string[]): Promise<RunState | undefined>;
  /** Loads the summary, the outcome and the state together. */
  loadRun(runId: string, units?: readonly string[]): Promise<RunRecord | undefined>;
  /** Whether the unit is held under this token now. Returns false for an unknown run or unit. */
  isHeld(runId: string, unit: string, token: number): Promise<boolean>;
  /** Returns one unit of a run; undefined for a unit that was not opened yet, and for an unknown run. */
  loadUnit(runId: string, unit: string): Promise<UnitRecord | undefined>;
  /**
   * Loads these fields of a run. The result has no entry for a missing one. Rejects with `BLOB_TOO_LARGE` if those of them
   * that are blobs have more bytes together than a step may read.
   */
  loadFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, string>>;
  /** Measures these fields in bytes without reading them. The result has no entry for a missing one. */
  measureFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, number>>;
  /** Returns the names of the further fields of a fork: what is recorded (`r:`), and what may act for real (`a:`). */
  listForkFields(runId: string): Promise<readonly RunField[]>;
  /**
   * Loads events with `seq` > `after`, in order: at most `limit`, and no further once they have `maxBytes` bytes of JSON
   * together (default: `LOG_PAGE.bytes`). One is loaded whatever its size. Returns undefined for an unknown run.
   */
  loadLogPage(runId: string, after: number, limit: number, maxBytes?: number): Promise<LogPage | undefined>;
  /** Loads the items `from` to `from + limit - 1` of a `forEach` step in order, those without an outcome left out. */
  loadItems(runId: string, step: string, from: number, limit: number): Promise<readonly ItemRecord[]>;
  /** Loads the value of one item of an expanded `forEach` step, as JSON text. Returns undefined for an unknown item. */
  loadItemValue(runId: string, step: string, item: number): Promise<string | undefined>;
  /**
   * Lists runs, newest first. Reads at most `scanMax` runs of the most selective filter, so a page may be short or
   * empty and still have a `next`. Rejects with the reason of `signal` once that aborts.
   */
  listRuns(query: RunQuery): Promise<RunPage>;

  /**
   * Lists at most `limit` units blocked for a reason, by (createdAt, runId, unit) of their runs: the oldest run first.
   * `after` is the last unit of the page before. Units blocked by a pause, or in a fork, are not listed; they go on
   * when their run does, or a person allows it.
   */
  listBlocked(reason: string, limit: number, after?: BlockedUnit): Promise<readonly BlockedUnit[]>;
  /** Takes units off the list if their runs no longer exist. The others stay. */
  forgetBlocked(reason: string, units: readonly BlockedUnit[]): Promise<void>;
  /** Counts the listed units per reason. Reasons that block no unit are absent. */
  countBlocked(): Promise<ReadonlyMap<string, number>>;

  /** Lists the units that wait for an answer of a person, or finds one. Costs one page, whatever the number of runs. */
  listApprovals(query: ApprovalQuery): Promise<ApprovalPage>;
  findApproval(runId: string, unit: string): Promise<OpenApproval | undefined>;

  /**
   * Takes due wake-ups of a class, oldest first. Each is due again `leaseMs` later unless it is cleared or moved. With
   * several partitions the limit applies to each. Due looks never delay timers, however many there are.
   */
  takeWakeups(of: WakeupClass, limit: number, leaseMs: number): Promise<readonly Wakeup[]>;
  /**
   * Returns in how many milliseconds the next timer is due, 0 if one is already; undefined if there is none. Others may arm an earlier
   * one at any time.
   */
  untilNextTimer(): Promise<number | undefined>;
  /** Makes a wake-up due in `afterMs`. One that exists is only ever brought forward, so a repeat delays nothing. */
  armWakeup(wakeup: Wakeup, afterMs: number): Promise<void>;
  /** Moves a wake-up to `afterMs` from now if it still exists. */
  moveWakeup(wakeup: Wakeup, afterMs: number): Promise<void>;
  /**
   * Removes a wake-up that was handled, the one of an entry together with the entry. The one of a unit stays while the
   * unit is parked under its number.
   */
  clearWakeup(wakeup: Wakeup): Promise<void>;

  /** Returns the body of an entry that is not cleared, which can be empty; undefined if the run has no such entry. */
  loadEntry(runId: string, entry: EntryId): Promise<string | undefined>;

  /** Deletes up to `limit` runs that ended more than `ageMs` ago and have no entries. Returns how many. */
  deleteFinished(ageMs: number, limit: number): Promise<number>;
  /**
   * Deletes an ended run: its state, its log and its place in every list. A run that is open, or has entries, stays as
   * it is. The dedupe key is kept until it expires. With `as`, so does a run that is not as its reader found it.
   */
  deleteRun(runId: string, as?: RunAsRead): Promise<RunDeletion>;
  /**
   * Lists at most `limit` runs that ended more than `ageMs` ago and have no entries, roughly in the order of their ends.
   * `skip`: how many of the first are left out.
   */
  listFinished(ageMs: number, limit: number, skip: number): Promise<readonly FinishedRun[]>;

  /** Calls `listener` when a run ends, as seen from this process; `stopped` means any end but completion. */
  watchEnds(kind: 'ended' | 'stopped', listener: EndListener): Promise<() => Promise<void>>;

  /** Milliseconds since 1970 by the store's clock. */
  now(): Promise<number>;
}

/**
 * Told of the end of a run. `output`: that of a completed run, as `readRunOutput` reads it; a store leaves it out if it is long,
 * or if the store does not tell any. A run that was completed stays so, however late this is heard.
 */
export type EndListener = (runId: string, status: RunStatus, output?: string) => void;

/** The result of a deletion. `unknown`: the run does not exist, perhaps because it was deleted before. */
export type RunDeletion = 'deleted' | 'open' | 'unknown';

/** How a reader found an ended run: the command that ended it, and its number of events. A retry changes both. */
export interface RunAsRead {
  readonly endedBy: string;
  readonly events: number;
}

export interface FinishedRun {
  readonly runId: string;
  readonly finishedAt: number;
}

/** The record of a dedupe key: the answer to a submission with it. */
export interface KeyRecord {
  readonly runId: string;
  readonly sameBody: boolean;
}

/** The outcome of one item: its output, or its error, as JSON text. */
export interface ItemRecord {
  /** From 0. */
  readonly item: number;
  readonly status: 'completed' | 'failed' | 'timed_out';
  readonly attempt: number;
  /** A large output is a reference (`readLargeText`). */
  readonly result: string;
}

/** A unit that waits until a reason, such as an open breaker, no longer holds. */
export interface BlockedUnit {
  readonly runId: string;
  readonly unit: string;
  /** When its run was created: milliseconds since 1970. */
  readonly createdAt: number;
  /** The number of its parking; 0 in a list that an older version wrote. */
  readonly park: number;
}

export interface RunOutcome extends RunSummary {
  /** Undefined also for one that is `large`. */
  readonly output: Json | undefined;
  readonly large?: LargeValue;
  readonly error: Failure | undefined;
}

export interface RunState extends RunSummary {
  /** The id of the command that ended it; empty while it has not ended. */
  readonly endedBy?: string;
  /** The id of the command that retried it last; absent if it was never retried. */
  readonly retriedBy?: string;
  /** The units opened so far, `OUTPUT_UNIT` included, as far as they were asked for. All others are pending. */
  readonly units: ReadonlyMap<string, UnitRecord>;
  /** The progress of `forEach` steps whose lanes exist. */
  readonly items: ReadonlyMap<string, ItemCounts>;
}

export interface RunRecord extends RunOutcome, RunState {
  readonly input: Json;
}

/**
 * Filters are ANDed; the entries of `statuses`, and of `tags`, are alternatives. Times: milliseconds since 1970. `running` admits
 * also runs that wait, `waiting` these alone.
 */
export interface RunQuery extends EndedWithin {
  readonly tenant: string;
  readonly statuses: readonly RunStatus[];
  readonly workflow: string | undefined;
  readonly correlationId: string | undefined;
  readonly tags: readonly string[];
  /** Each is ANDed, also where several are about one attribute. */
  readonly attributes?: readonly AttributeFilter[];
  /** Of the error with which a run ended. No index has it: it is read of each run that the other filters admit. */
  readonly code?: string | undefined;
  /** As `toParentKey` names it. */
  readonly parent?: string | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** The position after which the page begins: the `next` of an earlier page. */
  readonly after: RunPosition | undefined;
  readonly limit: number;
  /** Whether the page has `error` and `waits` of its runs, which costs a look at each. */
  readonly isDetailed?: boolean;
  /** Default: `LIMITS.pageScan`. */
  readonly scanMax?: number;
  readonly signal?: AbortSignal;
}

export interface RunPosition {
  readonly createdAt: number;
  readonly runId: string;
}

export interface RunSummary {
  readonly runId: string;
  readonly meta: RunMeta;
  readonly status: RunStatus;
  readonly createdAt: number;
  readonly finishedAt: number | undefined;
  /** It was read in the archive. */
  readonly archived?: true;
}

/** A run of a list. */
export interface ListedRun extends RunSummary {
  /** Why it ended without completing; absent also of a run that a release before archived, and in a list without details. */
  readonly error?: Pick<Failure, 'code' | 'step'> | undefined;
  /**
   * Its status is `running`, and everything that is open of it waits. Absent also of a run with more than `LISTED_UNITS_MAX`
   * units, and in a list without details.
   */
  readonly waits?: true;
}

/** Newest first by (createdAt, runId). */
export interface RunPage {
  readonly runs: readonly ListedRun[];
  readonly next: RunPosition | undefined;
  /** Of a list that the archive answers too, if a part of it cannot be read: runs may be missing from this page. */
  readonly unread?: UnreadArchive;
}

/** Segments of the archive that cannot be read. */
export interface UnreadArchive {
  readonly segments: number;
  /** How many runs they have; those of other lists are among them. */
  readonly runs: number;
  /** Why the first of them cannot be read. */
  readonly code: string;
  readonly message: string;
}
