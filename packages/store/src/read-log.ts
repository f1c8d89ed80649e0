import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunEvent } from '@ag06/contracts';
import { LOG_PAGE, type LogPage } from './log-page.ts';
import type { BareRunStore } from './run-store.ts';

interface LogRange {
  /** The number of the event behind which it begins. Default: 0. */
  readonly after?: number;
  /** The number of the last event. Default: all events. */
  readonly upTo?: number;
  readonly page?: { readonly events?: number; readonly bytes?: number };
}

type LogReader = Pick<BareRunStore, 'loadLogPage'>;

/**
 * Reads a log page by page. The event loop gets a turn between two pages, whatever the store. Yields nothing for an unknown run,
 * and ends where the run is deleted meanwhile.
 */
export async function* readLog(
  runs: LogReader,
  runId: string,
  { after = 0, upTo = Number.POSITIVE_INFINITY, page }: LogRange = {},
): AsyncGenerator<LogPage, void, void> {
  for (let last = after; last < upTo; ) {
    const limit = Math.min(page?.events ?? LOG_PAGE.events, upTo - last);
    const read = await runs.loadLogPage(runId, last, limit, page?.bytes);
    if (read === undefined) return;
    yield read;
    if (!read.more) return;
    last = read.events.at(-1)?.seq ?? last;
    await nextTurn();
  }
}

/**
 * Loads at most `limit` events at once, whatever their size: for logs, or parts of them, that are known to be small. Returns
 * undefined for an unknown run.
 */
export async function loadEvents(
  runs: LogReader,
  runId: string,
  after: number,
  limit: number,
): Promise<readonly RunEvent[] | undefined> {
  let events: RunEvent[] | undefined;
  for await (const page of readLog(runs, runId, { after, upTo: after + limit })) {
    events ??= [];
    events.push(...page.events);
  }
  return events;
}
