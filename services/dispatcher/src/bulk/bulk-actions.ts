import {
  type DEAD_LETTER_BULK_ACTIONS,
  Refusal,
  RUN_BULK_ACTIONS,
  type RunBulkAction,
} from '@ag06/contracts';
import type { Parts } from '../parts.ts';
import { cancelRun, terminateRun } from '../use-cases/cancel-run.ts';
import { deleteLetter, redriveLetter } from '../use-cases/dead-letters.ts';
import { deleteRun } from '../use-cases/delete-run.ts';
import { pauseRun, resumeRun } from '../use-cases/pause-run.ts';
import type { BulkRequest } from './bulk-document.ts';

/** Does it to one, as its own route does. Throws `Refusal` where that refuses; harmless where it was done before. */
type BulkAction = (parts: Parts, tenant: string, id: string, by: string) => Promise<unknown>;

const RUN_ACTIONS: { readonly [Action in RunBulkAction]?: BulkAction } = {
  cancel: cancelRun,
  terminate: terminateRun,
  pause: pauseRun,
  resume: resumeRun,
  delete: (parts, tenant, runId) => unlessGone('RUN_UNKNOWN', deleteRun(parts, tenant, runId)),
};

const LETTER_ACTIONS: Readonly<Record<(typeof DEAD_LETTER_BULK_ACTIONS)[number], BulkAction>> = {
  redrive: (parts, tenant, id) => unlessGone('DEAD_LETTER_UNKNOWN', redriveLetter(parts, tenant, id)),
  delete: ({ store }, _, id) => unlessGone('DEAD_LETTER_UNKNOWN', deleteLetter(store.fleet, id)),
};

/** The actions that a bulk of runs can have. */
export const BUILT_ACTIONS: readonly RunBulkAction[] = RUN_BULK_ACTIONS.filter((name) => name in RUN_ACTIONS);

type What =
  | Pick<Extract<BulkRequest, { of: 'runs' }>, 'of' | 'action'>
  | Pick<Extract<BulkRequest, { of: 'dead-letters' }>, 'of' | 'action'>;

/** Whether this release can do it. */
export const isBuilt = (what: What): boolean => find(what) !== undefined;

/** Throws `Refusal` NOT_YET. */
export function actionOf(what: What): BulkAction {
  const action = find(what);
  if (action !== undefined) return action;
  const name = what.action;
  const errors = [{ path: 'action', expected: `one of ${BUILT_ACTIONS.join(', ')}`, got: name }];
  throw new Refusal(501, 'NOT_YET', `Many runs at once cannot be told to ${name} yet.`, { errors });
}

const find = (what: What): BulkAction | undefined =>
  what.of === 'runs' ? RUN_ACTIONS[what.action] : LETTER_ACTIONS[what.action];

/**
 * Counts a run as done if it is gone or already in the wanted state: another caller did it, or this bulk before a
 * crash.
 */
async function unlessGone(code: string, doing: Promise<unknown>): Promise<void> {
  try {
    await doing;
  } catch (error) {
    if (!(error instanceof Refusal && error.code === code)) throw error;
  }
}
