import { Refusal, type RunBulkAction } from '@ag06/contracts';
import type { DEAD_LETTER_BULK_ACTIONS } from '@ag06/contracts/api';
import type { Parts } from '../parts.ts';
import { cancelRun, terminateRun } from '../use-cases/cancel-run.ts';
import { deleteLetter, redriveLetter } from '../use-cases/dead-letters.ts';
import { deleteRun } from '../use-cases/delete-run.ts';
import { pauseRun, resumeRun } from '../use-cases/pause-run.ts';
import { retryRun } from '../use-cases/retry-run.ts';
import type { BulkRequest } from './bulk-document.ts';

/** Does it to one, as its own route does. Throws `Refusal` where that refuses; harmless where it was done before. */
type BulkAction = (parts: Parts, tenant: string, id: string, by: string) => Promise<unknown>;

const RUN_ACTIONS: Readonly<Record<RunBulkAction, BulkAction>> = {
  cancel: cancelRun,
  terminate: terminateRun,
  // Under the key of the bulk a run is retried once: one that failed again meanwhile is not retried again.
  retry: (parts, tenant, runId, by) => retryRun(parts, tenant, runId, { by, key: `bulk:${by}` }),
  pause: pauseRun,
  resume: resumeRun,
  delete: (parts, tenant, runId) => unlessGone('RUN_UNKNOWN', deleteRun(parts, tenant, runId)),
};

const LETTER_ACTIONS: Readonly<Record<(typeof DEAD_LETTER_BULK_ACTIONS)[number], BulkAction>> = {
  redrive: (parts, tenant, id) => unlessGone('DEAD_LETTER_UNKNOWN', redriveLetter(parts, tenant, id)),
  delete: ({ store }, _, id) => unlessGone('DEAD_LETTER_UNKNOWN', deleteLetter(store.fleet, id)),
};

type What =
  | Pick<Extract<BulkRequest, { of: 'runs' }>, 'of' | 'action'>
  | Pick<Extract<BulkRequest, { of: 'dead-letters' }>, 'of' | 'action'>;

export const actionOf = (what: What): BulkAction =>
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
