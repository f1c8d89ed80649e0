import { Refusal } from '@ag06/contracts';
import type { RunRecord } from '@ag06/store';
import type { Parts } from '../parts.ts';

/** A run of this tenant; another tenant's is as unknown as none. Throws `Refusal` RUN_UNKNOWN. */
export async function loadRunOf(parts: Parts, tenant: string, runId: string): Promise<RunRecord> {
  const run = await parts.store.runs.loadRun(runId);
  if (run !== undefined && run.meta.tenant === tenant) return run;
  throw new Refusal(404, 'RUN_UNKNOWN', `There is no run ${runId}.`);
}
