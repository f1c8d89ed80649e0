import type { FeedEventView, RunSummaryView } from '@ag06/client';

type Status = RunSummaryView['status'];

/** The events that change what the list shows of a run, and the status that it has after them. */
const STATUSES = new Map<FeedEventView['type'], Status>([
  ['run.started', 'running'],
  ['run.paused', 'paused'],
  ['run.resumed', 'running'],
  ['run.retried', 'running'],
  ['run.completed', 'completed'],
  ['run.failed', 'failed'],
  ['run.cancelled', 'cancelled'],
  ['run.timed_out', 'timed_out'],
]);
const ENDED: ReadonlySet<Status> = new Set(['completed', 'failed', 'cancelled', 'timed_out']);

/** The types of the feed that the list follows. */
export const FOLLOWED = ['run.accepted', ...STATUSES.keys()] as const;

/** The most runs of which changes are kept between two looks; of more, the list is only told that there are some. */
const CHANGES_MAX = 5_000;

/** What became of a run. */
interface RunChange {
  readonly status: Status;
  readonly at: string;
  /** Why it ended without completing. */
  readonly error?: Reason;
}

type Reason = NonNullable<RunSummaryView['error']>;

/** The events are of any release: their further fields are what they are. */
type ToldEvent = Pick<FeedEventView, 'runId' | 'type' | 'at'> & { readonly error?: unknown };

/** Gathers events of the feed until the list shows them: of each run the last. */
export class RunChanges {
  #changes = new Map<string, RunChange>();
  #hasNew = false;

  add({ runId, type, at, error }: ToldEvent): void {
    const status = STATUSES.get(type);
    if (type === 'run.accepted') this.#hasNew = true;
    if (status === undefined || (!this.#changes.has(runId) && this.#changes.size >= CHANGES_MAX)) return;
    const reason = readReason(error);
    this.#changes.set(runId, { status, at, ...(reason !== undefined && { error: reason }) });
  }

  /** Events may have been missed: what is newest is to be looked at. */
  expectNew(): void {
    this.#hasNew = true;
  }

  /** Returns what came since the last call. */
  take(): { readonly changes: ReadonlyMap<string, RunChange>; readonly hasNew: boolean } {
    const taken = { changes: this.#changes, hasNew: this.#hasNew };
    this.#changes = new Map();
    this.#hasNew = false;
    return taken;
  }
}

function readReason(error: unknown): Reason | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string')
    return undefined;
  const { code } = error;
  return 'step' in error && typeof error.step === 'string' ? { code, step: error.step } : { code };
}

/** Returns a run as it is after a change. */
export function applyChange(run: RunSummaryView, { status, at, error }: RunChange): RunSummaryView {
  const { finishedAt: _, error: __, ...rest } = run;
  return ENDED.has(status)
    ? { ...rest, status, finishedAt: at, ...(error !== undefined && { error }) }
    : { ...rest, status };
}

/** Returns how many runs of a newly loaded first page the list does not have yet: those before the first that it has. */
export function countNew(
  fresh: readonly Pick<RunSummaryView, 'runId'>[],
  shown: readonly Pick<RunSummaryView, 'runId'>[],
): { readonly count: number; readonly isExact: boolean } {
  const known = new Set(shown.map(({ runId }) => runId));
  const at = fresh.findIndex(({ runId }) => known.has(runId));
  return at < 0 ? { count: fresh.length, isExact: shown.length === 0 } : { count: at, isExact: true };
}
