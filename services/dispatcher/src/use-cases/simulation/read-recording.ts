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
/** How often the windows are read: what some leave of the limits is shared among the others in the next turn. */
const TURNS = 3;
/** Summaries of runs of a window that are looked at: those of other agents are among them. */
const LISTED_MAX = 5_000;
const PAGE = 100;
const LOGS_AT_ONCE = 8;
/** Events of one run. What came later in it is not seen. */
const EVENTS_MAX = 2_000;
const READ_MS = 10_000;

/**
 * Reads what an agent did in the runs that were created in a time. If there are too many runs, reads the newest of each of
 * twelve windows: the spans tell which time was read. What windows with few runs leave of the limits, the others get.
 * What runs from before a window did in it is not seen.
 */
export async function readRecording(source: RecordingSource, order: RecordingOrder): Promise<ReadRecording> {
  const { from, to, runsMax } = order;
  const end = performance.now() + READ_MS;
  const windows = Array.from({ length: WINDOWS }, (_, number) => {
    const window = { from: edge(from, to, number), to: edge(from, to, number + 1) };
    return new WindowReading(source, order, window);
  });
  const sum = (of: (window: WindowReading) => number) =>
    windows.reduce((total, window) => total + of(window), 0);
  for (let turn = 0; turn < TURNS && performance.now() < end; turn++) {
    const open = windows.filter((window) => !window.isOver);
    for (let number = open.length - 1; number >= 0; number--) {
      const window = open[number];
      const share = (most: number, used: number) => Math.ceil(Math.max(0, most - used) / (number + 1));
      await window?.readOn({
        runsMax: share(
          runsMax,
          sum(({ runs }) => runs),
        ),
        attemptsMax: share(
          ATTEMPTS_MAX,
          sum(({ attempts }) => attempts),
        ),
        late: performance.now() + share(end, performance.now()),
      });
    }
  }
  const spans = windows.flatMap(({ from, to }) => (from < to ? [{ from, to }] : []));
  const joined = joinSpans(spans);
  const isWithin = (moment: number) => joined.some((span) => moment >= span.from && moment < span.to);
  // Of what was left out of several windows, the newest is told.
  const [unread] = windows.toReversed().flatMap((window) => window.unread ?? []);
  const folded = windows.toReversed().flatMap((window) => window.folded);
  return {
    jobs: toRecordedJobs(folded, isWithin),
    spans: joined,
    runs: sum(({ runs }) => runs),
    cutRuns: sum(({ cutRuns }) => cutRuns),
    unread,
  };
}

/** One that has not ended is replayed as well. */
const countAttempts = (jobs: readonly FoldedJob[]): number =>
  jobs.reduce((sum, { attempts }) => sum + Math.max(1, attempts.length), 0);

const edge = (from: number, to: number, number: number): number =>
  Math.round(from + ((to - from) * number) / WINDOWS);

/** How much more of a window may be read. */
interface WindowLimits {
  readonly runsMax: number;
  readonly attemptsMax: number;
  /** By `performance.now()`: nothing more is read from then on. */
  readonly late: number;
}

/** A window that is read, the newest runs first, as far as its limits allow; and then on, if there is something left. */
class WindowReading {
  readonly folded: FoldedJob[] = [];
  readonly to: number;
  /** From when on every run of the window was read. */
  from: number;
  runs = 0;
  cutRuns = 0;
  attempts = 0;
  unread: string | undefined;
  /** Whether all of it was read that can be. */
  isOver = false;
  readonly #source: RecordingSource;
  readonly #order: RecordingOrder;
  readonly #begin: number;
  readonly #pages: AsyncGenerator<ListedPage>;
  /** Of the page at hand: what was not read. */
  #left: readonly RunSummary[] = [];
  #isLast = false;

  constructor(source: RecordingSource, order: RecordingOrder, window: RecordedSpan) {
    this.#source = source;
    this.#order = order;
    this.#begin = window.from;
    this.#pages = listWindow(source, order, window);
    this.from = window.to;
    this.to = window.to;
  }

  async readOn({ runsMax, attemptsMax, late }: WindowLimits): Promise<void> {
    const [runsUntil, attemptsUntil] = [this.runs + runsMax, this.attempts + attemptsMax];
    const isFull = () => this.runs >= runsUntil || this.attempts >= attemptsUntil || performance.now() > late;
    while (!this.isOver) {
      for (; this.#left.length > 0; this.#left = this.#left.slice(LOGS_AT_ONCE)) {
        this.#order.signal.throwIfAborted();
        if (isFull()) return;
        await this.#readLogs(this.#left.slice(0, LOGS_AT_ONCE));
      }
      if (this.#isLast) this.from = this.#begin;
      else if (isFull()) return;
      await this.#turnPage();
    }
  }

  async #readLogs(some: readonly RunSummary[]): Promise<void> {
    for (const read of await Promise.all(some.map((run) => readRun(this.#source, this.#order, run)))) {
      if (read.is === 'unreadable') this.unread ??= read.why;
      if (read.is !== 'read') continue;
      this.runs++;
      if (read.isCut) this.cutRuns++;
      this.folded.push(...read.jobs);
      this.attempts += countAttempts(read.jobs);
    }
    this.from = some.at(-1)?.createdAt ?? this.from;
  }

  async #turnPage(): Promise<void> {
    const { done, value } = this.#isLast ? { done: true, value: undefined } : await this.#pages.next();
    this.isOver = done === true;
    if (value === undefined) return;
    this.#left = value.page;
    this.#isLast = value.isLast;
    this.unread ??= value.unread;
  }
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
  { from, to }: RecordedSpan,
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
    if (next === undefined || listed >= LISTED_MAX) return;
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
