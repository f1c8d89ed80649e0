import { LIMITS } from '@ag06/contracts';
import { comparePositions, matchesFilters, toRunPage } from '../run-page.ts';
import type { RunPage, RunQuery, RunSummary } from '../run-store.ts';

/** Returns the page of `RunStore.listRuns` from a list of all runs. */
export function listRuns(all: readonly RunSummary[], query: RunQuery): RunPage {
  query.signal?.throwIfAborted();
  const { tenant, from, to, after, limit, scanMax = LIMITS.pageScan } = query;
  const candidates = all
    .filter(({ meta }) => meta.tenant === tenant)
    .filter(
      ({ createdAt }) => (from === undefined || createdAt >= from) && (to === undefined || createdAt < to),
    )
    .filter((run) => after === undefined || comparePositions(after, run) < 0)
    .sort(comparePositions);
  const selected = toSingleFilters(query)
    .map((filter) => candidates.filter((run) => matchesFilters(run, filter)))
    .reduce((fewest, some) => (some.length < fewest.length ? some : fewest), candidates);
  const looked = selected.slice(0, scanMax);
  const last = looked.at(-1);
  const lookedUntil =
    last && selected.length > scanMax ? { createdAt: last.createdAt, runId: last.runId } : undefined;
  return toRunPage(
    looked.filter((run) => matchesFilters(run, query)),
    limit,
    lookedUntil,
  );
}

/** Splits a query into its filters, each as a query of its own, as an index sees them. */
function toSingleFilters(query: RunQuery): RunQuery[] {
  const none = {
    ...query,
    statuses: [],
    workflow: undefined,
    correlationId: undefined,
    parent: undefined,
    tags: [],
    attributes: [],
    endedFrom: undefined,
    endedTo: undefined,
  };
  return [
    { ...none, statuses: query.statuses },
    { ...none, workflow: query.workflow },
    { ...none, correlationId: query.correlationId },
    { ...none, parent: query.parent },
    { ...none, tags: query.tags },
    ...(query.attributes ?? []).map((filter) => ({ ...none, attributes: [filter] })),
  ];
}
