import { ArchiveError } from '@ag06/archive';
import { DEFAULT_TENANT, LIMITS } from '@ag06/contracts';
import type { Plan } from '@ag06/engine';
import { ATTEMPTS_MAX, type RecordedSpan, type Recording } from '@ag06/simulation';
import { type RunPosition, type RunQuery, type RunStore, type RunSummary, readLog } from '@ag06/store';
import { withDeadline } from '../../deadline.ts';
import { type FoldedJob, type RecordedRules, RunJobs, toRecordedJobs } from './record-jobs.ts';

/** Which part of history is read. Times are milliseconds since 1970. */
export interface RecordingOrder {
  readonly rules: RecordedRules;
  readonly from: number;
  readonly to: number;
  /** The most runs whose logs are read. */
  readonly runsMax: number;
  readonly signal: AbortSignal;
}

export interface ReadRecording extends Recording {
  /** Runs whose logs were read. */
  readonly runs: number;
  /** Those of them with more events than are read of one. */
  readonly cutRuns: number;
  /** Why a part of the archive could not be read: runs are missing. Undefined: it could. */
  readonly unread: string | undefined;
}

/** Where history is read. */
export interface RecordingSource {
  readonly runs: Pick<RunStore, 'listRuns' | 'loadLogPage'>;
  readonly plans: { load(tenant: string, name: string, version: string): Promise<Plan | undefined> };
}

/** Windows of the time that are read one by one, so that a part of the runs is from all of it. */
const WINDOWS = 12;
/** Summaries of runs of a window that are looked at: those of other agents are among them. */
const LISTED_MAX = 5_000;
const PAGE = 100;
const LOGS_AT_ONCE = 8;
/** Events of one run. What came later in it is not seen. */
const EVENTS_MAX = 2_000;
const READ_MS = 10_000;

/**
 * Reads what an agent did in the runs that were created in a time. If there are too many runs, reads the newest of each of
 * twelve windows: the spans tell which time was read. What runs from before a window did in it is not seen.
 */
export async function readRecording(source: RecordingSource, order: RecordingOrder): Promise<ReadRecording> {
  const { from, to, runsMax } = order;
  const folded: FoldedJob[] = [];
  const spans: RecordedSpan[] = [];
  const begun = performance.now();
  let [runs, cutRuns] = [0, 0];
  let unread: string | undefined;
  for (let number = WINDOWS - 1; number >= 0; number--) {
    const window = { from: edge(from, to, number), to: edge(from, to, number + 1) };
    const share = (of: number, used: number) => Math.ceil((of - used) / (number + 1));
    const read = await readWindow(source, order, {
      ...window,
      late: begun + (READ_MS * (WINDOWS - number)) / WINDOWS,
      runsMax: share(runsMax, runs),
      attemptsMax: share(ATTEMPTS_MAX, countAttempts(folded)),
    });
    runs += read.runs;
    cutRuns += read.cutRuns;
    unread ??= read.unread;
    folded.push(...read.folded);
    if (read.from < window.to) spans.unshift({ from: read.from, to: window.to });
  }
  const joined = joinSpans(spans);
  const isWithin = (moment: number) => joined.some((span) => moment >= span.from && moment < span.to);
  return { jobs: toRecordedJobs(folded, isWithin), spans: joined, runs, cutRuns, unread };
}

/** One that has not ended is replayed as well. */
const countAttempts = (jobs: readonly FoldedJob[]): number =>
  jobs.reduce((sum, { attempts }) => sum + Math.max(1, attempts.length), 0);

const edge = (from: number, to: number, number: number): number =>
  Math.round(from + ((to - from) * number) / WINDOWS);

interface Window extends RecordedSpan {
  readonly runsMax: number;
  readonly attemptsMax: number;
  /** By `performance.now()`: nothing more is read from then on. What is left is for the next window. */
  readonly late: number;
}

interface ReadWindow extends Pick<ReadRecording, 'runs' | 'cutRuns' | 'unread'> {
  readonly folded: readonly FoldedJob[];
  /** From when on every run of the window was read. */
  readonly from: number;
}

async function readWindow(
  source: RecordingSource,
  order: RecordingOrder,
  window: Window,
): Promise<ReadWindow> {
  const folded: FoldedJob[] = [];
  let [runs, cutRuns, from, attempts] = [0, 0, window.to, 0];
  let unread: string | undefined;
  for await (const { page, isLast, unread: message } of listWindow(source, order, window)) {
    unread ??= message;
    for (let first = 0; first < page.length; first += LOGS_AT_ONCE) {
      order.signal.throwIfAborted();
      const some = page.slice(first, first + LOGS_AT_ONCE);
      const isFull = runs >= window.runsMax || attempts >= window.attemptsMax;
      if (isFull || performance.now() > window.late) return { folded, runs, cutRuns, unread, from };
      for (const read of await Promise.all(some.map((run) => readRun(source, order, run)))) {
        if (read.is === 'unreadable') unread ??= read.why;
        if (read.is !== 'read') continue;
        runs++;
        if (read.isCut) cutRuns++;
        folded.push(...read.jobs);
        attempts += countAttempts(read.jobs);
      }
      from = some.at(-1)?.createdAt ?? from;
    }
    if (isLast) from = window.from;
  }
  return { folded, runs, cutRuns, unread, from };
}

interface ListedPage {
  readonly page: readonly RunSummary[];
  readonly isLast: boolean;
  readonly unread: string | undefined;
}

/** The runs of a window, newest first. */
async function* listWindow(
  { runs }: RecordingSource,
  { signal }: RecordingOrder,
  { from, to, late }: Window,
): AsyncGenerator<ListedPage> {
  let after: RunPosition | undefined;
  let listed = 0;
  for (;;) {
    const asked: RunQuery = {
      tenant: DEFAULT_TENANT,
      statuses: [],
      workflow: undefined,
      correlationId: undefined,
      tags: [],
      from,
      to,
      after,
      limit: PAGE,
      scanMax: LIMITS.pageScan,
      signal,
    };
    const { runs: page, next, unread } = await withDeadline(runs.listRuns(asked));
    yield { page, isLast: next === undefined, unread: unread?.message };
    after = next;
    listed += page.length;
    signal.throwIfAborted();
    if (next === undefined || listed >= LISTED_MAX || performance.now() > late) return;
  }
}

/** What the agent did in a run. `none`: the run has no step of it, or its definition is gone. */
type ReadRun =
  | { readonly is: 'read'; readonly jobs: readonly FoldedJob[]; readonly isCut: boolean }
  | { readonly is: 'unreadable'; readonly why: string }
  | { readonly is: 'none' };

async function readRun(
  { runs, plans }: RecordingSource,
  { rules }: RecordingOrder,
  run: RunSummary,
): Promise<ReadRun> {
  const { tenant, workflow, version } = run.meta;
  const plan = await withDeadline(plans.load(tenant, workflow, version));
  if (plan === undefined || !plan.agents.includes(rules.agent)) return { is: 'none' };
  const fold = new RunJobs(run, plan, rules);
  const loadLogPage: RunStore['loadLogPage'] = (...asked) => withDeadline(runs.loadLogPage(...asked));
  let isCut = false;
  try {
    for await (const { events, more } of readLog({ loadLogPage }, run.runId, { upTo: EVENTS_MAX })) {
      for (const event of events) fold.add(event);
      isCut = more;
    }
  } catch (error) {
    // A damaged segment takes its own runs away, and no others.
    if (error instanceof ArchiveError && error.segment !== undefined)
      return { is: 'unreadable', why: error.message };
    throw error;
  }
  if (isCut) fold.cutShort();
  return { is: 'read', jobs: fold.jobs, isCut };
}

function joinSpans(spans: readonly RecordedSpan[]): readonly RecordedSpan[] {
  const joined: RecordedSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && last.to === span.from)
      joined[joined.length - 1] = { from: last.from, to: span.to };
    else joined.push(span);
  }
  return joined;
}
