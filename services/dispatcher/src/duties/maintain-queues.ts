import type { UndeliverableJob } from '@ag06/broker';
import { agentQueue, ENTRY_QUEUES, remedyOf } from '@ag06/contracts';
import type { Parts } from '../parts.ts';
import type { FleetReadings } from '../readings/fleet-readings.ts';

type QueueParts = Pick<Parts, 'broker' | 'store' | 'log'>;

/**
 * Returns the jobs of dead workers to every existing queue, even if no worker is alive. It asks about the agents of the last time while it asks
 * which there are now, so that both questions go out in one write.
 */
export class StalledRecovery {
  readonly #broker: Pick<Parts['broker'], 'recoverStalled'>;
  readonly #readings: Pick<FleetReadings, 'listAgents'>;
  #known: readonly string[] = [];

  constructor(
    { broker }: { readonly broker: Pick<Parts['broker'], 'recoverStalled'> },
    readings: Pick<FleetReadings, 'listAgents'>,
  ) {
    this.#broker = broker;
    this.#readings = readings;
  }

  async look(): Promise<void> {
    const known = this.#known;
    const [agents] = await Promise.all([this.#readings.listAgents(), this.#recover(known)]);
    this.#known = agents;
    await this.#recover(agents.filter((agent) => !known.includes(agent)));
  }

  async #recover(agents: readonly string[]): Promise<void> {
    if (agents.length > 0) await this.#broker.recoverStalled(agents);
  }
}

/**
 * Makes dead letters of foreign entries on the queues, and of jobs that can never end. If one of the two fails, the
 * other is still done.
 */
export async function removeUndeliverable(
  parts: QueueParts,
  readings: Pick<FleetReadings, 'listAgents'>,
): Promise<void> {
  const { broker } = parts;
  const agents = await readings.listAgents();
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
