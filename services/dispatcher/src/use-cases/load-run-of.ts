import { toLaneUnit } from '@ag06/contracts';
import { hasItems, type Plan, type PlanStep } from '@ag06/engine';
import { isRunWaiting, OUTPUT_UNIT } from '@ag06/protocol';
import type { ListedRun, RunRecord, RunSummary } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { unknownRun } from '../refusals/unknown-run.ts';

/** Lanes of which one request reads the state, shared evenly among the lists of a run. */
const LANES_MAX = 500;

/** A run as one request reads it, with its plan if the store has that. */
export interface ShownRunOf {
  readonly run: RunRecord;
  readonly plan: Plan | undefined;
}

/** Loads a run of this tenant with these of its units; with all if undefined. Throws `Refusal` RUN_UNKNOWN. */
export function loadRunOf(
  { store }: Pick<Parts, 'store'>,
  tenant: string,
  runId: string,
  units: readonly string[] | undefined,
): Promise<RunRecord> {
  return needOf(tenant, runId, store.runs.loadRun(runId, units));
}

/**
 * Loads a run of this tenant with all of its steps and at most `LANES_MAX` of its lanes; counts of items tell of the
 * others. A run whose definition is lost is loaded whole. Throws `Refusal` RUN_UNKNOWN.
 */
export async function loadShownRun(
  parts: Pick<Parts, 'store' | 'plans'>,
  tenant: string,
  runId: string,
): Promise<ShownRunOf> {
  const plan = await loadPlanOf(parts, tenant, runId);
  return { run: await loadRunOf(parts, tenant, runId, plan && unitsOf(plan)), plan };
}

/**
 * Loads a run of this tenant as lists tell it. Only of one that runs it reads the units, as far as `loadShownRun` does, because they
 * tell whether it waits. Throws `Refusal` RUN_UNKNOWN.
 */
export async function loadListedRun(
  { store, plans }: Pick<Parts, 'store' | 'plans'>,
  tenant: string,
  runId: string,
): Promise<ListedRun> {
  const run = await needOf(tenant, runId, store.runs.loadSummary(runId));
  if (run.status !== 'running') return run;
  const plan = await plans.load(run.meta.tenant, run.meta.workflow, run.meta.version);
  const state = await store.runs.loadState(runId, plan && unitsOf(plan));
  return state !== undefined && isRunWaiting(state) ? { ...run, waits: true } : run;
}

/** Loads the plan of a run of this tenant; undefined if its definition is lost. Throws `Refusal` RUN_UNKNOWN. */
export async function loadPlanOf(
  { store, plans }: Pick<Parts, 'store' | 'plans'>,
  tenant: string,
  runId: string,
): Promise<Plan | undefined> {
  const { meta } = await needOf(tenant, runId, store.runs.loadSummary(runId));
  return plans.load(meta.tenant, meta.workflow, meta.version);
}

/** The units of a plan, of which lanes that its lists do not need may not exist. */
function unitsOf(plan: Plan): readonly string[] {
  const lists = [...plan.steps.values()].filter(hasItems);
  const share = Math.max(1, Math.floor(LANES_MAX / lists.length));
  const lanes = lists.flatMap(({ id, concurrency }) => lanesUpTo(id, Math.min(share, concurrency)));
  return [...plan.steps.keys(), OUTPUT_UNIT, ...lanes];
}

/** A step, and its lanes as far as one request reads them; with `isWhole` all of them, which are 1,000 at most. */
export function unitsOfStep(step: PlanStep, { isWhole }: { readonly isWhole: boolean }): readonly string[] {
  if (!hasItems(step)) return [step.id];
  return [step.id, ...lanesUpTo(step.id, isWhole ? step.concurrency : Math.min(LANES_MAX, step.concurrency))];
}

/** The first lanes of a step. */
const lanesUpTo = (step: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, lane) => toLaneUnit(step, lane));

/** Returns a loaded run if it exists and belongs to this tenant. Otherwise throws RUN_UNKNOWN. */
export async function needOf<R extends RunSummary>(
  tenant: string,
  runId: string,
  loading: Promise<R | undefined>,
): Promise<R> {
  const run = await loading;
  if (run !== undefined && run.meta.tenant === tenant) return run;
  throw unknownRun(runId);
}
