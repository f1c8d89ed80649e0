import type { RunRecord, RunSummary } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { unknownRun } from '../refusals/unknown-run.ts';

/** Loads a whole run of this tenant. Throws `Refusal` RUN_UNKNOWN. */
export function loadRunOf({ store }: Parts, tenant: string, runId: string): Promise<RunRecord> {
  return needOf(tenant, runId, store.runs.loadRun(runId));
}

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
