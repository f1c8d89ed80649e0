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
  const late = performance.now() + READ_MS;
  let runs = 0;
  for (let number = WINDOWS - 1; number >= 0; number--) {
    const window = { from: edge(from, to, number), to: edge(from, to, number + 1) };
    const attempts = folded.reduce((sum, job) => sum + job.attempts.length, 0);
    const share = (of: number, used: number) => Math.ceil((of - used) / (number + 1));
    const read = await readWindow(source, order, {
      ...window,
      late,
      runsMax: share(runsMax, runs),
      attemptsMax: share(ATTEMPTS_MAX, attempts),
    });
    runs += read.runs;
    folded.push(...read.folded);
    if (read.from < window.to) spans.unshift({ from: read.from, to: window.to });
  }
  const joined = joinSpans(spans);
  const isWithin = (moment: number) => joined.some((span) => moment >= span.from && moment < span.to);
  return { jobs: toRecordedJobs(folded, isWithin), spans: joined, runs };
}

const edge = (from: number, to: number, number: number): number =>
  Math.round(from + ((to - from) * number) / WINDOWS);

interface Window extends RecordedSpan {
  readonly runsMax: number;
  readonly attemptsMax: number;
  /** By `performance.now()`: nothing more is read from then on. */
  readonly late: number;
}

interface ReadWindow {
  readonly folded: readonly FoldedJob[];
  readonly runs: number;
  /** From when on every run of the window was read. */
  readonly from: number;
}

async function readWindow(
  source: RecordingSource,
  order: RecordingOrder,
  window: Window,
): Promise<ReadWindow> {
  const folded: FoldedJob[] = [];
  let [runs, from, attempts] = [0, window.to, 0];
  for await (const { page, isLast } of listWindow(source, order, window)) {
    for (let first = 0; first < page.length; first += LOGS_AT_ONCE) {
      const some = page.slice(first, first + LOGS_AT_ONCE);
      const isFull = runs >= window.runsMax || attempts >= window.attemptsMax;
      if (isFull || performance.now() > window.late) return { folded, runs, from };
      const read = await Promise.all(some.map((run) => readRun(source, order, run)));
      for (const jobs of read) {
        if (jobs === undefined) continue;
        runs++;
        folded.push(...jobs);
        attempts += jobs.reduce((sum, job) => sum + job.attempts.length, 0);
      }
      from = some.at(-1)?.createdAt ?? from;
    }
    if (isLast) from = window.from;
  }
  return { folded, runs, from };
}

/** The runs of a window, newest first. */
async function* listWindow(
  { runs }: RecordingSource,
  { signal }: RecordingOrder,
  { from, to, late }: Window,
): AsyncGenerator<{ readonly page: readonly RunSummary[]; readonly isLast: boolean }> {
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
    const { runs: page, next } = await withDeadline(runs.listRuns(asked));
    yield { page, isLast: next === undefined };
    after = next;
    listed += page.length;
    signal.throwIfAborted();
    if (next === undefined || listed >= LISTED_MAX || performance.now() > late) return;
  }
}

/** What the agent did in a run. Undefined: the run has no step of it, or its definition is gone. */
async function readRun(
  { runs, plans }: RecordingSource,
  { rules }: RecordingOrder,
  run: RunSummary,
): Promise<readonly FoldedJob[] | undefined> {
  const { tenant, workflow, version } = run.meta;
  const plan = await withDeadline(plans.load(tenant, workflow, version));
  if (plan === undefined || !plan.agents.includes(rules.agent)) return undefined;
  const fold = new RunJobs(run, plan, rules);
  const loadLogPage: RunStore['loadLogPage'] = (...asked) => withDeadline(runs.loadLogPage(...asked));
  for await (const { events } of readLog({ loadLogPage }, run.runId, { upTo: EVENTS_MAX }))
    for (const event of events) fold.add(event);
  return fold.jobs;
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
