import type { RunContext } from '@ag06/runtime';
import type { RunSummary } from '@ag06/store';
import type { Parts } from '../parts.ts';

/** Creates the context of a run, of which no field was loaded. Returns undefined if the store has no such workflow. */
export async function toContext(
  parts: Pick<Parts, 'plans'>,
  run: RunSummary,
): Promise<RunContext | undefined> {
  const { runId, meta, createdAt } = run;
  const plan = await parts.plans.load(meta.tenant, meta.workflow, meta.version);
  return plan && { runId, meta, plan, createdAt, values: new Map() };
}
