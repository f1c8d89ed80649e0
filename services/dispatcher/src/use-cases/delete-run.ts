import { Refusal } from '@ag06/contracts';
import type { Parts } from '../parts.ts';
import { unknownRun } from '../refusals/unknown-run.ts';
import { needOf } from './load-run-of.ts';

/**
 * Deletes a run that has ended: its state, its log, its place in every list.
 *
 * Throws `Refusal` RUN_UNKNOWN, RUN_OPEN, or RUN_ON_HOLD for a run with the tag of the legal hold.
 */
export async function deleteRun(
  { store, holdTag }: Pick<Parts, 'store' | 'holdTag'>,
  tenant: string,
  runId: string,
): Promise<void> {
  const run = await needOf(tenant, runId, store.runs.loadSummary(runId));
  if (run.meta.tags.includes(holdTag)) {
    const why = `has the tag ${holdTag} of AG06_LEGAL_HOLD_TAG, so it is kept. Once the hold is over, start the dispatchers with another AG06_LEGAL_HOLD_TAG and delete it then.`;
    throw new Refusal(409, 'RUN_ON_HOLD', `The run ${runId} ${why}`);
  }
  switch (await store.runs.deleteRun(runId)) {
    case 'deleted':
      return;
    case 'unknown':
      throw unknownRun(runId);
    case 'open': {
      const why =
        run.finishedAt === undefined
          ? 'has not ended. Cancel it first, then delete it.'
          : 'has ended, and other runs are still to be told. Delete it in a few seconds.';
      throw new Refusal(409, 'RUN_OPEN', `The run ${runId} ${why}`);
    }
  }
}
