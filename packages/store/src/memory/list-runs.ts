import { LIMITS } from '@ag06/contracts';
import { filterByDetails, toIndexQuery, withDetails } from '../listed-run.ts';
import { comparePositions, matchesFilters, toRunPage } from '../run-page.ts';
import type { ListedRun, RunPage, RunQuery, RunSummary } from '../run-store.ts';

/** Returns the page of `RunStore.listRuns` from a list of all runs. `tell` adds the details of a run. */
export async function listRuns(
  all: readonly RunSummary[],
  asked: RunQuery,
  tell: (run: ListedRun) => ListedRun,
): Promise<RunPage> {
  asked.signal?.throwIfAborted();
  const query = toIndexQuery(asked);
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
  const tellAll = async (runs: readonly ListedRun[]) => runs.map(tell);
  const admitted = looked.filter((run) => matchesFilters(run, query));
  const matching = await filterByDetails(admitted, asked, tellAll);
  return withDetails(toRunPage(matching, limit, lookedUntil), asked, tellAll);
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
