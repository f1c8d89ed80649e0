import type { QueueCounts } from '@ag06/broker';
import { agentQueue, ENTRY_QUEUES, type QueueListView, type QueueView, Refusal } from '@ag06/contracts';
import { createNameFinder, findSimilarName } from '@ag06/engine';
import type { Parts } from '../parts.ts';
import { countServing } from '../readings/count-serving.ts';
import { WORKER_SEEN_WITHIN_MS } from './worker-seen.ts';

/**
 * Lists the queues of submissions and signals, those of every agent ever served, and those of other agents that hold something, so
 * that a misspelt name shows here.
 */
export async function listQueues({ broker, store }: Pick<Parts, 'broker' | 'store'>): Promise<QueueListView> {
  const [known, queued, workers] = await Promise.all([
    store.fleet.listAgents(),
    store.fleet.listQueuedAgents(),
    store.fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
  ]);
  const [entries, counts] = await Promise.all([
    Promise.all(ENTRY_QUEUES.map(async (queue) => ({ queue, ...(await broker.countEntryJobs(queue)) }))),
    broker.countJobs(queued),
  ]);
  const everServed = new Set(known);
  const serving = countServing(workers);
  const served = new Set(serving.keys());
  const findMeant = createNameFinder(served);
  const items = queued
    .filter((agent) => everServed.has(agent) || holdsSomething(counts.get(agent)))
    .map((agent) => {
      const didYouMean = served.has(agent) ? undefined : findMeant(agent);
      return {
        agent,
        queue: agentQueue(agent),
        ...counts.get(agent),
        workers: serving.get(agent) ?? 0,
        ...(didYouMean !== undefined && { didYouMean }),
      };
    });
  return { prefix: broker.prefix, items: [...entries, ...items] };
}

/** Shows one of them, by BullMQ's name of it. Throws `Refusal` QUEUE_UNKNOWN. */
export async function showQueue(parts: Pick<Parts, 'broker' | 'store'>, name: string): Promise<QueueView> {
  const { items } = await listQueues(parts);
  const found = items.find(({ queue }) => queue === name);
  if (found !== undefined) return found;
  const meant = findSimilarName(name, new Set(items.map(({ queue }) => queue)));
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  const message = `There is no queue ${name.slice(0, 100)}.${hint} GET /v1/queues lists the queues.`;
  throw new Refusal(404, 'QUEUE_UNKNOWN', message);
}

const holdsSomething = (counts: QueueCounts | undefined): boolean =>
  counts !== undefined && counts.waiting + counts.active + counts.delayed > 0;
