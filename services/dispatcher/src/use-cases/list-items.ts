import { FailureView, type ItemView, Refusal } from '@ag06/contracts';
import { hasItems, type Plan, type PlanStep } from '@ag06/engine';
import { type ItemRecord, inRunRecord, type RunState, readJson, type UnitRecord } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { loadPlanOf, needOf, unitsOfStep } from './load-run-of.ts';
import { readItemOutput } from './open-output.ts';

const CHILD = 'child:';

export interface ItemPage {
  readonly items: ItemView[];
  /** The number of the first item after this page. */
  readonly next: number | undefined;
}

/**
 * Lists items of one `forEach` step by number, beginning at `from`. Outcomes are read page by page, so that the cost of
 * a page depends only on its length.
 *
 * Throws `Refusal` RUN_UNKNOWN, STEP_UNKNOWN.
 */
export async function listItems(
  parts: Parts,
  tenant: string,
  runId: string,
  step: string,
  page: { readonly from: number; readonly limit: number },
): Promise<ItemPage> {
  const known = needForEach(await loadPlanOf(parts, tenant, runId), runId, step);
  // The outcomes are read after the run, because an item may get its outcome meanwhile and never loses it.
  const units = unitsOfStep(known, { isWhole: true });
  const run = await needOf(tenant, runId, parts.store.runs.loadState(runId, units));
  const counts = run.items.get(step);
  if (counts === undefined) return { items: [], next: undefined };
  const { from } = page;
  const count = Math.max(0, Math.min(page.limit, counts.total - from));
  const settled = await parts.store.runs.loadItems(runId, step, from, count);
  const outcomes = new Map(settled.map((record) => [record.item, record]));
  const inHand = itemsInHand(run, step);
  const items = Array.from({ length: count }, (_, i) =>
    toView(from + i, outcomes.get(from + i), inHand.get(from + i), run, step),
  );
  return { items, next: from + count < counts.total ? from + count : undefined };
}

/** Reads one item of a step that has lanes. */
export async function readItem(parts: Parts, run: RunState, step: string, item: number): Promise<ItemView> {
  const [outcome] = await parts.store.runs.loadItems(run.runId, step, item, 1);
  return toView(item, outcome, itemsInHand(run, step).get(item), run, step);
}

/** Throws for a step that is not a `forEach` step. A `forEach` step without lanes has no items yet, which is fine. */
function needForEach(plan: Plan | undefined, runId: string, step: string): PlanStep {
  const known = plan?.steps.get(step);
  if (known !== undefined && hasItems(known)) return known;
  throw new Refusal(
    404,
    'STEP_UNKNOWN',
    `The run ${runId} has no step ${step} with a forEach. GET /v1/runs/${runId} lists its steps.`,
  );
}

function itemsInHand(run: RunState, step: string): ReadonlyMap<number, UnitRecord> {
  const found = new Map<number, UnitRecord>();
  for (const [name, unit] of run.units) {
    // A retry of the run leaves lanes behind that ended with it, and their items to others.
    const isLeft = unit.status === 'cancelled' && !isOver(run, step);
    if (unit.item !== undefined && !isLeft && name.startsWith(`${step}.`)) found.set(unit.item, unit);
  }
  return found;
}

/** The lanes of a step end with its run, or with the step if its deadline passes. */
const isOver = (run: RunState, step: string): boolean =>
  run.finishedAt !== undefined || run.units.get(step)?.status === 'failed';

function toView(
  item: number,
  outcome: ItemRecord | undefined,
  inHand: UnitRecord | undefined,
  run: RunState,
  step: string,
): ItemView {
  if (outcome === undefined) {
    if (inHand !== undefined) {
      const { status, attempt, awaits } = inHand;
      const child = awaits?.startsWith(CHILD) ? { runId: awaits.slice(CHILD.length) } : {};
      return { item, status, attempt, ...child };
    }
    return { item, status: isOver(run, step) ? 'cancelled' : 'pending', attempt: 0 };
  }
  const { status, attempt, result } = outcome;
  return inRunRecord(run.runId, `item ${item}`, () =>
    status === 'completed'
      ? { item, status, attempt, ...readItemOutput(outcome) }
      : { item, status, attempt, error: FailureView.parse(readJson('result', result)) },
  );
}
