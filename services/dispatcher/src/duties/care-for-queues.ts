import type { Json } from '@ag06/contracts';
import type { Parts } from '../parts.ts';

/** Gives back what dead workers held, on every queue that exists, though no worker may live. */
export async function recoverStalled(parts: Parts): Promise<void> {
  await parts.broker.recoverStalled(await parts.store.fleet.listQueuedAgents());
}

/** Sets aside jobs that nobody can ever end. */
export async function removeUndeliverable(parts: Parts): Promise<void> {
  const { fleet } = parts.store;
  await parts.broker.removeUndeliverable(
    await fleet.listQueuedAgents(),
    async ({ queue, jobId, reason, data }) => {
      parts.log.warn({ queue, jobId, reason }, 'A job that nobody can end was set aside.');
      await fleet.addDeadLetter({ queue, jobId, reason, data: data as Json });
    },
  );
}
