import { toParentKey } from '@ag06/protocol';
import { matchesAttributes } from './attributes/attribute-filter.ts';
import { hasEndedWithin } from './ended-within.ts';
import type { ListedRun, RunPage, RunPosition, RunQuery } from './run-store.ts';

/** Compares two positions in a list: newest first. */
export function comparePositions(a: RunPosition, b: RunPosition): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt;
  return a.runId < b.runId ? 1 : a.runId > b.runId ? -1 : 0;
}

/** Whether a run passes the filters of a query. The index checks the tenant and when it was created. */
export function matchesFilters(run: ListedRun, query: RunQuery): boolean {
  const { meta, status } = run;
  return (
    (query.statuses.length === 0 ||
      query.statuses.includes(status) ||
      (run.waits === true && query.statuses.includes('waiting'))) &&
    (query.code === undefined || run.error?.code === query.code) &&
    (query.workflow === undefined || meta.workflow === query.workflow) &&
    (query.parent === undefined || (meta.parent && toParentKey(meta.parent)) === query.parent) &&
    (query.correlationId === undefined || meta.correlationId === query.correlationId) &&
    (query.tags.length === 0 || query.tags.some((tag) => meta.tags.includes(tag))) &&
    hasEndedWithin(run.finishedAt, query) &&
    matchesAttributes(meta, query.attributes ?? [])
  );
}

/**
 * Returns the page of the examined runs that match, newest first. `lookedUntil` is the position of the last examined
 * run; undefined if no run is left.
 */
export function toRunPage(
  matching: readonly ListedRun[],
  limit: number,
  lookedUntil: RunPosition | undefined,
): RunPage {
  if (matching.length <= limit) return { runs: matching, next: lookedUntil };
  const runs = matching.slice(0, limit);
  const last = runs.at(-1);
  return { runs, next: last && { createdAt: last.createdAt, runId: last.runId } };
}
