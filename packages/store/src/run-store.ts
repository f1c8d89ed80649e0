import type { Failure, Json, RunEvent, RunStatus, StepStatus } from '@ag06/contracts';
import type { AnswerTo, Command, ItemCounts, RunField, RunMeta, Wakeup, WakeupClass } from '@ag06/protocol';
import type { AttributeFilter } from './attributes/attribute-filter.ts';

/** The truth about runs. Every adapter passes the conformance suite of this package. */
export interface RunStore {
  /**
   * Applies one command atomically. Commands issued in one turn of the event loop may travel together; each is
   * answered on its own. Rejects with `STORE_UNAVAILABLE` (retry the same command, with the same id) or `STORE_FULL`.
   */
  apply<C extends Command>(command: C): Promise<AnswerTo<C>>;

  /** A new run id; it names the partition, which depends on the key alone if there is one. */
  createRunId(tenant: string, dedupeKey: string | undefined): string;

  /** The run of a key, and whether it was given for this body; undefined for a key that is new, or expired. */
  findKey(tenant: string, dedupeKey: string, body: string): Promise<KeyRecord | undefined>;

  /** What a list shows of a run. Neither this nor any of the next three reads an output of a step. */
  loadSummary(runId: string): Promise<RunSummary | undefined>;
  /** How a run ended; until then no more than its summary is read. */
  loadOutcome(runId: string): Promise<RunOutcome | undefined>;
  /** How far a run is, without any of its users' data. */
  loadState(runId: string): Promise<RunState | undefined>;
  /** All of this. */
  loadRun(runId: string): Promise<RunRecord | undefined>;
  /** Whether this token is the one under which the unit is held now; false for an unknown run or unit. */
  isHeld(runId: string, unit: string, token: number): Promise<boolean>;
  /** Just these fields of a run: missing ones are absent. */
  loadFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, string>>;
  /** How many bytes these fields have, without reading them: missing ones are absent. */
  measureFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, number>>;
  /** Events in order, with `seq` > `after`, at most `limit`; undefined for an unknown run. */
  loadEvents(runId: string, after: number, limit: number): Promise<readonly RunEvent[] | undefined>;
  /** Items of a `forEach` step that have their outcome, numbered from `from` and below `from + limit`, in order. */
  loadItems(runId: string, step: string, from: number, limit: number): Promise<readonly ItemRecord[]>;
  /** The value of one item of an expanded `forEach` step, as JSON text; undefined if there is none of that number. */
  loadItemValue(runId: string, step: string, item: number): Promise<string | undefined>;
  /**
   * Looks at no more than `scanMax` runs, those of the filter that selects the fewest: a page may be short or empty and
   * have a `next`. Rejects with the reason of `signal` once that aborts.
   */
  listRuns(query: RunQuery): Promise<RunPage>;

  /**
   * What is blocked for a reason, at most `limit`: of the oldest run first, by (createdAt, runId, unit). What a pause
   * blocked is not listed: it goes on when its run does. `after`: the last one of a page before.
   */
  listBlocked(reason: string, limit: number, after?: BlockedUnit): Promise<readonly BlockedUnit[]>;
  /** Takes units off the list whose runs are not there any more; any other stays on it. */
  forgetBlocked(reason: string, units: readonly BlockedUnit[]): Promise<void>;
  /** How many units are blocked, by reason, the pause left out; a reason that blocks nothing is absent. */
  countBlocked(): Promise<ReadonlyMap<string, number>>;

  /**
   * Takes wake-ups of this class that are due, oldest first; each is due again `leaseMs` later unless it was settled.
   * With several partitions the limit counts for each of them. Looks never stand before timers, however many are due.
   */
  takeWakeups(of: WakeupClass, limit: number, leaseMs: number): Promise<readonly Wakeup[]>;
  /** Sets a wake-up to `afterMs` from now, whether it was there or not. */
  armWakeup(wakeup: Wakeup, afterMs: number): Promise<void>;
  /** Moves a wake-up to `afterMs` from now, if it still exists. */
  moveWakeup(wakeup: Wakeup, afterMs: number): Promise<void>;
  /** Removes a wake-up that has nothing to do any more; that of a unit stays while the unit is parked under its number. */
  clearWakeup(wakeup: Wakeup): Promise<void>;

  /** Deletes up to `limit` runs that ended more than `ageMs` ago; answers how many. */
  deleteFinished(ageMs: number, limit: number): Promise<number>;
  /**
   * Deletes a run that has ended, whenever that was: its state, its log, and its place in every list. One that is open
   * stays as it is. Its dedupe key is kept until it expires.
   */
  deleteRun(runId: string): Promise<RunDeletion>;

  /** Calls `listener` when a run ends, as seen from this process; `stopped` means any end but completion. */
  watchEnds(
    kind: 'ended' | 'stopped',
    listener: (runId: string, status: RunStatus) => void,
  ): Promise<() => Promise<void>>;

  /** Milliseconds since 1970 by the store's clock. */
  now(): Promise<number>;
}

/** What became of a run that was to be deleted. `unknown`: there is none; it may have been deleted before. */
export type RunDeletion = 'deleted' | 'open' | 'unknown';

/** What is known of a dedupe key, as a submission under it would be told. */
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
  readonly result: string;
}

/** A unit that waits until the reason that blocks it holds no more. */
export interface BlockedUnit {
  readonly runId: string;
  readonly unit: string;
  /** Of its run, milliseconds since 1970. */
  readonly createdAt: number;
  /** The number under which it is parked; 0 in a list that an older version wrote. */
  readonly park: number;
}

export interface UnitRecord {
  readonly status: StepStatus;
  readonly attempt: number;
  readonly dispatch: number;
  /** Deliveries of this attempt that were lost. */
  readonly lost: number;
  /** Key of the job that scheduled it, empty if none. */
  readonly by: string;
  /** Id of the command that moved it last: a repeat of that finds its answer here. */
  readonly source: string;
  /** Key of the job that holds it, empty if none or a dispatcher; and which delivery of that, 0 if none. */
  readonly holder: string;
  readonly delivery: number;
  readonly token: number;
  readonly worker: string;
  /** When a retry is due, or since when a ready unit is held; milliseconds since 1970, 0 if neither. */
  readonly dueAt: number;
  /** What opens it: evaluated or scheduled, and the fields it reads. */
  readonly evaluates: boolean;
  readonly reads: readonly RunField[];
  /** The item that a lane has in hand. */
  readonly item?: number | undefined;
  /** Why it is blocked: `pause`, `breaker:…` or `limit:…`; undefined in any other status. */
  readonly blockedBy: string | undefined;
  /** The number under which it is parked, also until its next attempt; 0 in any other status. */
  readonly park: number;
}

export interface RunOutcome extends RunSummary {
  readonly output: Json | undefined;
  readonly error: Failure | undefined;
}

export interface RunState extends RunSummary {
  /** Units that were opened so far, `OUTPUT_UNIT` included; all others are pending. */
  readonly units: ReadonlyMap<string, UnitRecord>;
  /** `forEach` steps that became lanes. */
  readonly items: ReadonlyMap<string, ItemCounts>;
}

export interface RunRecord extends RunOutcome, RunState {
  readonly input: Json;
}

/** Filters are ANDed; `statuses` and `tags` are alternatives within themselves. Times in milliseconds since 1970. */
export interface RunQuery {
  readonly tenant: string;
  readonly statuses: readonly RunStatus[];
  readonly workflow: string | undefined;
  readonly correlationId: string | undefined;
  readonly tags: readonly string[];
  /** Each is ANDed, also where several are about one attribute. */
  readonly attributes?: readonly AttributeFilter[];
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** The position behind which to go on, as a former page gave it. */
  readonly after: RunPosition | undefined;
  readonly limit: number;
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
}

/** Newest first by (createdAt, runId). */
export interface RunPage {
  readonly runs: readonly RunSummary[];
  readonly next: RunPosition | undefined;
}
