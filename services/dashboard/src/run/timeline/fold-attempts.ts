import type { EventView } from '@ag06/client';

/** How one attempt ended, or that it runs. */
type BarOutcome =
  | 'running'
  | 'completed'
  | 'retrying'
  | 'failed'
  | 'timed_out'
  | 'cancelled'
  | 'blocked'
  | 'lost'
  | 'released'
  | 'waiting';

/** A stretch of time in which a step or an item ran, or waited for something from outside. Milliseconds since 1970. */
export interface Bar {
  readonly attempt: number;
  readonly iteration?: number | undefined;
  readonly item?: number | undefined;
  readonly worker?: string | undefined;
  /** When it could have begun: the time from then on was spent in a queue, or until the next attempt was due. */
  readonly dueAt: number;
  readonly startedAt: number;
  /** Absent while it goes on. */
  readonly endedAt?: number | undefined;
  readonly outcome: BarOutcome;
  /** The code and the message of its error, or what it waited for. */
  readonly note?: string | undefined;
}

/** All that happened to one step, in the order of its starts. */
export interface TimelineRow {
  readonly step: string;
  readonly bars: readonly Bar[];
  /** Further bars that are not kept. */
  readonly left: number;
}

/** The most bars of one step that are kept, and drawn. */
const BARS_MAX = 400;

interface OpenRow {
  readonly bars: Bar[];
  /** Of each unit (the step itself, or an item): what has begun and not ended. */
  readonly open: Map<number | undefined, Bar>;
  /** Of each unit: since when it could start. */
  readonly due: Map<number | undefined, number>;
  left: number;
}

/** Folds the events of a run, in their order, to one row for each step that began. */
export class AttemptsFold {
  readonly #rows = new Map<string, OpenRow>();

  add(event: EventView): void {
    if (event.step === undefined || event.type === 'custom') return;
    addEvent(rowOf(this.#rows, event.step), event);
  }

  /** The rows so far, in the order of their first events. */
  get rows(): readonly TimelineRow[] {
    return [...this.#rows].flatMap(([step, { bars, open, left }]) => {
      const all = [...bars, ...open.values()];
      if (all.length === 0) return [];
      const kept = all.toSorted((a, b) => a.startedAt - b.startedAt).slice(0, BARS_MAX);
      return [{ step, bars: kept, left: left + all.length - kept.length }];
    });
  }
}

/** Folds a whole log, or the first part of one. */
export function foldAttempts(events: Iterable<EventView>): readonly TimelineRow[] {
  const fold = new AttemptsFold();
  for (const event of events) fold.add(event);
  return fold.rows;
}

function rowOf(rows: Map<string, OpenRow>, step: string): OpenRow {
  const known = rows.get(step);
  if (known !== undefined) return known;
  const row: OpenRow = { bars: [], open: new Map(), due: new Map(), left: 0 };
  rows.set(step, row);
  return row;
}

function addEvent(row: OpenRow, event: EventView): void {
  const at = Date.parse(event.at);
  const { item } = event;
  switch (event.type.slice(event.type.indexOf('.') + 1)) {
    case 'scheduled':
    case 'resumed':
      end(row, item, at, 'completed');
      row.due.set(item, at);
      break;
    case 'started':
      end(row, item, at, 'lost');
      begin(row, event, at, 'running');
      break;
    case 'waiting':
      end(row, item, at, 'completed');
      begin(row, event, at, 'waiting');
      break;
    case 'redelivered':
      end(row, item, at, event.reason === 'released' ? 'released' : 'lost');
      row.due.set(item, at);
      if (event.reason !== 'released' && event.queued !== true) begin(row, event, at, 'running');
      break;
    case 'retrying':
      end(row, item, at, 'retrying', noteOf(event));
      row.due.set(item, typeof event.dueAt === 'number' ? event.dueAt : at);
      break;
    case 'blocked':
      end(row, item, at, 'blocked', noteOf(event));
      begin(row, event, at, 'waiting');
      break;
    case 'failed':
      fail(row, event, at, 'failed');
      break;
    case 'timed_out':
      fail(row, event, at, 'timed_out');
      break;
    case 'iterated':
      end(row, item, at, 'completed');
      row.due.set(item, at);
      break;
    case 'completed':
      end(row, item, at, 'completed');
      break;
    case 'cancelled':
      end(row, item, at, 'cancelled');
  }
}

function begin(row: OpenRow, event: EventView, at: number, outcome: BarOutcome): void {
  const { attempt = 1, iteration, item, worker } = event;
  const dueAt = Math.min(row.due.get(item) ?? at, at);
  row.due.delete(item);
  row.open.set(item, {
    attempt,
    iteration,
    item,
    worker,
    dueAt,
    startedAt: at,
    outcome,
    note: outcome === 'waiting' ? noteOf(event) : undefined,
  });
}

/** Ends what the unit had begun. A wait that ends stays one, whatever follows. */
function end(row: OpenRow, item: number | undefined, at: number, outcome: BarOutcome, note?: string): void {
  const bar = row.open.get(item);
  if (bar === undefined) return;
  row.open.delete(item);
  const isWait = bar.outcome === 'waiting' && outcome === 'completed';
  keep(row, { ...bar, endedAt: at, outcome: isWait ? 'waiting' : outcome, note: note ?? bar.note });
}

/** Some failures have no start, such as a condition that cannot be evaluated. */
function fail(row: OpenRow, event: EventView, at: number, outcome: BarOutcome): void {
  if (!row.open.has(event.item)) begin(row, event, at, outcome);
  end(row, event.item, at, outcome, noteOf(event));
}

function keep(row: OpenRow, bar: Bar): void {
  if (row.bars.length < BARS_MAX) row.bars.push(bar);
  else row.left++;
}

function noteOf({ error, reason }: EventView): string | undefined {
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error)
    return `${error.code}: ${error.message}`;
  return typeof reason === 'string' ? reason : undefined;
}
