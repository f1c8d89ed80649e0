import { FailureView, LIMITS } from '@ag06/contracts';
import type { CollectedItems } from '@ag06/engine';
import { type Evaluation, parseItemCounts, readLargeText } from '@ag06/protocol';
import type { ItemRecord, RunStore } from '@ag06/store';

const PAGE = 1_000;
/** How many failures the step's detail lists. The log and its items have all of them. */
const ERRORS_MAX = 100;

/**
 * Collects the outcomes of all items of a step that is held for that, in their order. If some are left, because the run was
 * retried, it finds out which. Returns undefined for any other unit. Collects no more than a step's output may have.
 */
export async function collectItems(
  runs: Pick<RunStore, 'loadItems' | 'loadLarge'>,
  runId: string,
  held: Evaluation,
): Promise<CollectedItems | undefined> {
  const counts = held.values.get(`i:${held.unit}`);
  if (counts === undefined) return undefined;
  const { total, left } = parseItemCounts(counts);
  if (left > 0) return findLeft(runs, runId, held.unit, total);
  const outputs: string[] = [];
  const errors: FailureView[] = [];
  let failed = 0;
  let size = 1;
  for (let from = 0; from < total; from += PAGE) {
    for (const record of await loadPage(runs, runId, held.unit, from, Math.min(PAGE, total - from))) {
      const result = record.status === 'completed' ? record.result : 'null';
      const large = readLargeText(result);
      size += (large?.bytes ?? Buffer.byteLength(result)) + 1;
      if (size > LIMITS.itemListBytes) return { status: 'too-large' };
      outputs.push(large === undefined ? result : await runs.loadLarge(runId, large));
      if (record.status === 'completed') continue;
      failed++;
      if (errors.length < ERRORS_MAX) errors.push(FailureView.parse(JSON.parse(record.result)));
    }
  }
  return { status: 'collected', output: `[${outputs.join(',')}]`, failed, errors };
}

/**
 * Finds the items without an output, which a step does again after a retry of its run. Stops where the outputs of the others
 * are already more than the step may have.
 */
async function findLeft(
  runs: Pick<RunStore, 'loadItems'>,
  runId: string,
  step: string,
  total: number,
): Promise<CollectedItems> {
  const left: number[] = [];
  const dropped: number[] = [];
  let size = 1;
  for (let from = 0; from < total; from += PAGE) {
    const count = Math.min(PAGE, total - from);
    const page = await runs.loadItems(runId, step, from, count);
    const statuses = new Map(page.map(({ item, status }) => [item, status]));
    for (const { status, result } of page)
      if (status === 'completed') size += (readLargeText(result)?.bytes ?? Buffer.byteLength(result)) + 1;
    if (size > LIMITS.itemListBytes) return { status: 'too-large' };
    for (let item = from; item < from + count; item++) {
      const status = statuses.get(item);
      if (status === 'completed') continue;
      left.push(item);
      if (status !== undefined) dropped.push(item);
    }
  }
  return { status: 'incomplete', total, left, dropped };
}

async function loadPage(
  runs: Pick<RunStore, 'loadItems'>,
  runId: string,
  step: string,
  from: number,
  count: number,
): Promise<readonly ItemRecord[]> {
  const page = await runs.loadItems(runId, step, from, count);
  if (page.length === count) return page;
  throw new Error(
    `The step ${step} of ${runId} has ${count} items from ${from}, but ${page.length} outcomes.`,
  );
}
