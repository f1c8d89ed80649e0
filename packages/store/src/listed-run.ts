import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Failure, RunStatus, StepStatus } from '@ag06/contracts';
import { isRunWaiting } from '@ag06/protocol';
import { skipBroken } from './records/broken-record.ts';
import { readRunError } from './records/read-run-record.ts';
import { matchesFilters } from './run-page.ts';
import type { ListedRun, RunPage, RunQuery } from './run-store.ts';

/** The most units of a run at which a list looks to tell whether it waits. */
export const LISTED_UNITS_MAX = 200;

/** Whether a filter of the query is about what a list reads of each run, and no index has. Among those that run all that wait are. */
const filtersDetails = ({ code, statuses }: RunQuery): boolean =>
  code !== undefined || (statuses.includes('waiting') && !statuses.includes('running'));

const FAILED: readonly RunStatus[] = ['failed', 'timed_out', 'cancelled'];

/** Returns the query that an index answers: it admits all runs of the query, and may admit others. */
export function toIndexQuery(query: RunQuery): RunQuery {
  const { code, statuses } = query;
  if (code === undefined && !statuses.includes('waiting')) return query;
  const indexed = new Set(statuses.map((status) => (status === 'waiting' ? 'running' : status)));
  const isAny = code !== undefined && indexed.size === 0;
  return { ...query, code: undefined, statuses: isAny ? FAILED : [...indexed] };
}

/** Adds `error` and `waits` to runs, in their order. */
type TellDetails = (runs: readonly ListedRun[]) => Promise<readonly ListedRun[]>;

/** Of runs that an index admitted, those of the query. Reads their details only if a filter is about these. */
export async function filterByDetails(
  runs: readonly ListedRun[],
  query: RunQuery,
  tell: TellDetails,
): Promise<readonly ListedRun[]> {
  if (!filtersDetails(query) || runs.length === 0) return runs;
  return (await tellInPieces(runs, tell)).filter((run) => matchesFilters(run, query));
}

/** Gives a page the details of its runs, if the query asks for them and they were not read before. */
export async function withDetails(page: RunPage, query: RunQuery, tell: TellDetails): Promise<RunPage> {
  const { isDetailed = false } = query;
  if (!isDetailed || filtersDetails(query) || page.runs.length === 0) return page;
  return { ...page, runs: await tellInPieces(page.runs, tell) };
}

/** Of how many runs the details are read at once: the units of many large runs would hold up all else in the process. */
const TOLD_AT_ONCE = 25;

async function tellInPieces(runs: readonly ListedRun[], tell: TellDetails): Promise<readonly ListedRun[]> {
  const told: ListedRun[] = [];
  for (let from = 0; from < runs.length; from += TOLD_AT_ONCE) {
    if (from > 0) await nextTurn();
    told.push(...(await tell(runs.slice(from, from + TOLD_AT_ONCE))));
  }
  return told;
}

/** What a store reads of a run for a list. */
interface ListedParts {
  /** The error of a run that ended without completing, as JSON text. */
  readonly error?: string | undefined;
  /** All units of a run that is `running`; undefined if it has too many. */
  readonly units?: ReadonlyMap<string, ListedUnit> | undefined;
  /** The steps whose lists were expanded. */
  readonly items?: ReadonlyMap<string, unknown> | undefined;
}

export interface ListedUnit {
  readonly status: StepStatus;
  /** The item of a lane. */
  readonly item?: number | undefined;
}

/** Whether a list reads the error of a run. */
export const hasListedError = ({ status }: ListedRun): boolean => FAILED.includes(status);

/** Whether a list looks at the units of a run. */
export const mayWait = ({ status }: ListedRun): boolean => status === 'running';

/** What a list tells of an error. */
export const toListedError = ({
  code,
  step,
}: Pick<Failure, 'code' | 'step'>): Pick<Failure, 'code' | 'step'> => ({
  code,
  ...(step !== undefined && { step }),
});

/** Adds the details to a run. What is broken of them is left out: the run stays in its list. */
export function toListedRun(run: ListedRun, { error, units, items = new Map() }: ListedParts): ListedRun {
  const found =
    error !== undefined && hasListedError(run) ? skipBroken(() => readRunError(run.runId, error)) : undefined;
  const waits =
    mayWait(run) &&
    units !== undefined &&
    units.size <= LISTED_UNITS_MAX &&
    isRunWaiting({ status: run.status, units, items });
  return {
    ...run,
    ...(found !== undefined && { error: toListedError(found) }),
    ...(waits && { waits }),
  };
}
