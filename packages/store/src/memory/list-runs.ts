import { LIMITS } from '@ag06/contracts';
import { filterByDetails, toIndexQuery, withDetails } from '../listed-run.ts';
import { skipBroken } from '../records/broken-record.ts';
import { comparePositions, matchesFilters, toRunPage } from '../run-page.ts';
import type { ListedRun, RunPage, RunQuery } from '../run-store.ts';
import type { MemoryRun } from './memory-run.ts';
import { toListed, toSummary } from './to-parts.ts';

/** Returns the page of `RunStore.listRuns` from all runs. */
export async function listRuns(runs: ReadonlyMap<string, MemoryRun>, asked: RunQuery): Promise<RunPage> {
  asked.signal?.throwIfAborted();
  const all = [...runs].flatMap(([runId, run]) => skipBroken(() => toSummary(runId, run)) ?? []);
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
  const tell = (listed: ListedRun): ListedRun => {
    const run = runs.get(listed.runId);
    return run === undefined ? listed : toListed(listed, run);
  };
  const tellAll = async (some: readonly ListedRun[]) => some.map(tell);
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
