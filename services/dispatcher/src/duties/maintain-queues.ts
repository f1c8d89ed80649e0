import type { UndeliverableJob } from '@ag06/broker';
import { agentQueue, ENTRY_QUEUES, remedyOf } from '@ag06/contracts';
import type { Parts } from '../parts.ts';
import type { FleetReadings } from '../readings/fleet-readings.ts';

type QueueParts = Pick<Parts, 'broker' | 'store' | 'log'>;

/** Returns the jobs of dead workers to every existing queue, even if no worker is alive. */
export async function recoverStalled(
  { broker }: Pick<Parts, 'broker'>,
  readings: Pick<FleetReadings, 'listAgents'>,
): Promise<void> {
  await broker.recoverStalled(await readings.listAgents());
}

/**
 * Makes dead letters of foreign entries on the queues, and of jobs that can never end. If one of the two fails, the
 * other is still done.
 */
export async function removeUndeliverable(parts: QueueParts): Promise<void> {
  const { broker, store } = parts;
  const agents = await store.fleet.listQueuedAgents();
  const queues = [...agents.map(agentQueue), ...ENTRY_QUEUES];
  const onDead = (job: UndeliverableJob) => keepLetter(parts, job);
  const foreign = await broker.setForeignAside(queues, onDead).catch((error: unknown) => ({ error }));
  await broker.removeUndeliverable(agents, onDead);
  if (foreign !== undefined) throw foreign.error;
}

async function keepLetter({ store, log }: QueueParts, job: UndeliverableJob): Promise<void> {
  const { queue, jobId, reason, data } = job;
  log.warn(
    { queue, jobId, reason, remedy: remedyOf(reason) },
    'A job that no worker can end was set aside from its queue.',
  );
  await store.fleet.addDeadLetter({ queue, jobId, reason, data });
}
