import { DEFAULT_TENANT } from '@ag06/contracts';
import type { DutyTurn } from '@ag06/duty';
import type { Parts } from '../parts.ts';

const BATCH = 500;
/** Older than any run: only expired keys are deleted. */
export const FOR_EVER_MS = 10 ** 15;

type RetentionParts = Pick<Parts, 'store' | 'retentionMs' | 'holdTag'>;

/** Deletes a batch of runs that ended longer ago than they are kept. Those on hold stay. */
export async function deleteOldRuns(parts: RetentionParts): Promise<DutyTurn> {
  const { store, retentionMs } = parts;
  if (await hasHeld(parts)) return deleteOthers(parts);
  const deleted = await store.runs.deleteFinished(retentionMs, BATCH);
  return deleted === BATCH ? 'more' : undefined;
}

async function hasHeld({ store, holdTag }: RetentionParts): Promise<boolean> {
  const page = await store.runs.listRuns({
    tenant: DEFAULT_TENANT,
    tags: [holdTag],
    statuses: [],
    workflow: undefined,
    correlationId: undefined,
    from: undefined,
    to: undefined,
    after: undefined,
    limit: 1,
  });
  return page.runs.length > 0;
}

/** Looks at each run before it deletes it, because some are on hold. Passes over those in the order of their ends. */
async function deleteOthers({ store, retentionMs, holdTag }: RetentionParts): Promise<DutyTurn> {
  await store.runs.deleteFinished(FOR_EVER_MS, BATCH);
  for (let held = 0; ; ) {
    const due = await store.runs.listFinished(retentionMs, BATCH, held);
    let deleted = 0;
    for (const { runId } of due) {
      const run = await store.runs.loadSummary(runId);
      if (run?.meta.tags.includes(holdTag)) held++;
      else if ((await store.runs.deleteRun(runId)) !== 'open') deleted++;
    }
    if (due.length < BATCH) return undefined;
    if (deleted > 0) return 'more';
  }
}
