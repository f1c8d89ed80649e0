import type { Json } from '@ag06/contracts';
import { PRIORITY_KEY_REBASE } from '@ag06/contracts';
import type { Parts } from '../parts.ts';

const LEASE_MS = 60_000;
/** After a re-base, keys begin this far above zero: older runs keep their lead. */
const KEPT_SECONDS = 24 * 3600;

/** Gives back what dead workers held, on every queue that exists, though no worker may live. */
export async function recoverStalled(parts: Parts): Promise<void> {
  await parts.broker.recoverStalled(await parts.store.fleet.listAgents());
}

/** Sets aside jobs that nobody can ever end. */
export async function removeUndeliverable(parts: Parts): Promise<void> {
  const { fleet } = parts.store;
  await parts.broker.removeUndeliverable(await fleet.listAgents(), async ({ queue, jobId, reason, data }) => {
    parts.log.warn({ queue, jobId, reason }, 'A job that nobody can end was set aside.');
    await fleet.addDeadLetter({ queue, jobId, reason, data: data as Json });
  });
}

/** Priority keys grow with time and end at 2^21: before, all of them are lowered together. */
export async function rebasePriorities(parts: Parts): Promise<void> {
  const { fleet, runs } = parts.store;
  const epoch = await fleet.loadEpoch();
  const ageSeconds = Math.floor(((await runs.now()) - epoch) / 1000);
  if (ageSeconds < PRIORITY_KEY_REBASE) return;
  if (!(await fleet.acquireLease('rebase', parts.id, LEASE_MS))) return;
  const seconds = ageSeconds - KEPT_SECONDS;
  if (await fleet.moveEpoch(epoch, epoch + seconds * 1000)) {
    await parts.broker.rebasePriorities(await fleet.listAgents(), seconds);
  }
}
