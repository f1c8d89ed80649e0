import {
  DEFAULT_TENANT,
  type EventPageView,
  type EventsQuery,
  LIMITS,
  type RunEvent,
  toMomentMs,
} from '@ag06/contracts';
import type { z } from 'zod';
import type { Parts } from '../parts.ts';
import { describeEvent } from './describe-run.ts';
import { needOf } from './load-run-of.ts';

/**
 * Returns a page of a run's events. It examines at most `LIMITS.pageScan` events and a page; if none is within the
 * asked time, the page is empty and has a `next`. Throws `Refusal` RUN_UNKNOWN.
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
  let position = after;
  let next: number | undefined;
  for (let looked = 0; ; ) {
    signal.throwIfAborted();
    const page = (await parts.store.runs.loadEvents(runId, position, limit + 1)) ?? [];
    for (const event of page) {
      position = event.seq;
      if (event.at >= from && event.at < to) found.push(event);
    }
    looked += page.length;
    next = found.length > limit ? found[limit - 1]?.seq : undefined;
    // Times never go back within a run, so nothing after the end of the window belongs to it.
    if (page.length <= limit || next !== undefined || (page.at(-1)?.at ?? 0) >= to) break;
    if (looked >= LIMITS.pageScan) {
      next = position;
      break;
    }
  }
  const events = found.slice(0, limit).map((event) => describeEvent(event, run));
  return { events, ...(next !== undefined && { next }) };
}
