import { Refusal, RUN_BULK_ACTIONS, type RunBulkAction } from '@ag06/contracts';
import type { Parts } from '../parts.ts';
import { cancelRun, terminateRun } from '../use-cases/cancel-run.ts';
import { deleteRun } from '../use-cases/delete-run.ts';
import { pauseRun, resumeRun } from '../use-cases/pause-run.ts';

/** Does it to one run, as its own route does. Throws `Refusal` where that refuses; harmless where it was done before. */
type RunAction = (parts: Parts, tenant: string, runId: string, by: string) => Promise<unknown>;

const ACTIONS: { readonly [Action in RunBulkAction]?: RunAction } = {
  cancel: cancelRun,
  terminate: terminateRun,
  pause: pauseRun,
  resume: resumeRun,
  delete: forget,
};

/** What can be done to many runs at once. */
export const BUILT_ACTIONS: readonly RunBulkAction[] = RUN_BULK_ACTIONS.filter((name) => name in ACTIONS);

/** Throws `Refusal` NOT_YET. */
export function actionOf(name: RunBulkAction): RunAction {
  const action = ACTIONS[name];
  if (action !== undefined) return action;
  const errors = [{ path: 'action', expected: `one of ${BUILT_ACTIONS.join(', ')}`, got: name }];
  throw new Refusal(501, 'NOT_YET', `Many runs at once cannot be told to ${name} yet.`, { errors });
}

/** A run that is gone is what was asked for: it was found, so somebody deleted it since. */
async function forget(parts: Parts, tenant: string, runId: string): Promise<void> {
  try {
    await deleteRun(parts, tenant, runId);
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'RUN_UNKNOWN')) throw error;
  }
}
