import type { RunView } from '@ag06/client';
import type { Call } from './call.ts';
import type { WorkflowAccess } from './options.ts';
import { ProblemError, unknownRun } from './problem.ts';

/** A run of the caller, and what may be done with it. */
export interface OwnRun {
  readonly run: RunView;
  readonly access: WorkflowAccess;
}

/** Throws `ProblemError` or `RefusedError` RUN_UNKNOWN if there is none, or if it is not the caller's. */
export async function loadOwnRun(call: Call, runId: string): Promise<OwnRun> {
  const run = await call.client.get(runId, call.options);
  const access = call.workflows.get(run.workflow);
  if (access === undefined || !run.tags.includes(call.owner)) throw unknownRun();
  return { run, access };
}

/** Throws `ProblemError` ACTION_NOT_ALLOWED unless the workflow's callers may do this. */
export function insist(isAllowed: boolean | undefined, what: string): void {
  if (isAllowed !== true) throw new ProblemError(403, 'ACTION_NOT_ALLOWED', `Here nobody may ${what}.`);
}
