import { DEFAULT_TENANT, type EventPageView, LIMITS, type RunEvent } from '@ag06/contracts';
import { type EventsQuery, toMomentMs } from '@ag06/contracts/api';
import { readLog } from '@ag06/store';
import type { z } from 'zod';
import type { Parts } from '../parts.ts';
import { describeEvent } from './describe-run.ts';
import { needOf } from './load-run-of.ts';

/** A page ends with the read that makes it longer than this. */
const READ_BYTES = 1024 * 1024;

/**
 * Returns a page of a run's events. It examines at most `LIMITS.pageScan` events and a page, and about 1 MiB of them; so it
 * may be short or, if none is within the asked time, empty, and still have a `next`. Throws `Refusal` RUN_UNKNOWN.
 */
export async function showEvents(
  parts: Parts,
  runId: string,
  query: z.output<typeof EventsQuery>,
  signal: AbortSignal,
): Promise<EventPageView> {
  const { after, limit } = query;
  const from = toMomentMs(query.from) ?? Number.NEGATIVE_INFINITY;
  const to = toMomentMs(query.to) ?? Number.POSITIVE_INFINITY;
  const run = await needOf(DEFAULT_TENANT, runId, parts.store.runs.loadSummary(runId));
  const found: RunEvent[] = [];
  let next: number | undefined;
  let [looked, read] = [0, 0];
  for await (const page of readLog(parts.store.runs, runId, { after, page: { events: limit + 1 } })) {
    signal.throwIfAborted();
    for (const event of page.events) if (event.at >= from && event.at < to) found.push(event);
    looked += page.events.length;
    read += page.bytes;
    const last = page.events.at(-1);
    next = found.length > limit ? found[limit - 1]?.seq : undefined;
    // Times never go back within a run, so nothing after the end of the window belongs to it.
    if (!page.more || next !== undefined || (last?.at ?? 0) >= to) break;
    if (looked >= LIMITS.pageScan || read >= READ_BYTES) {
      next = last?.seq;
      break;
    }
  }
  const events = found.slice(0, limit).map((event) => describeEvent(event, run));
  return { events, ...(next !== undefined && { next }) };
}
