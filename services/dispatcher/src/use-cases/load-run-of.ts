import { Refusal } from '@ag06/contracts';
import type { RunRecord, RunSummary } from '@ag06/store';
import type { Parts } from '../parts.ts';

/** A run of this tenant, with all that is told of it. Throws `Refusal` RUN_UNKNOWN. */
export function loadRunOf({ store }: Parts, tenant: string, runId: string): Promise<RunRecord> {
  return needOf(tenant, runId, store.runs.loadRun(runId));
}

/** What was loaded of a run, if it is this tenant's; another's is as unknown as none. Throws `Refusal` RUN_UNKNOWN. */
export async function needOf<R extends RunSummary>(
  tenant: string,
  runId: string,
  loading: Promise<R | undefined>,
): Promise<R> {
  const run = await loading;
  if (run !== undefined && run.meta.tenant === tenant) return run;
  throw new Refusal(404, 'RUN_UNKNOWN', `There is no run ${runId}.`);
}
