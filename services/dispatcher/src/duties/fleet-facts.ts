import type { QueueCounts } from '@ag06/broker';
import { agentQueue, ENTRY_QUEUES } from '@ag06/contracts';
import type { Parts } from '../parts.ts';
import { WORKER_SEEN_WITHIN_MS } from '../use-cases/worker-seen.ts';

/**
 * Loads facts about the fleet in the background, so that a scrape needs no round trip. While the store is away they
 * keep their last values, and their age shows it.
 */
export class FleetFacts {
  readonly #parts: Parts;
  #readAt: number | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.book.factsAge.read(() =>
      this.#readAt === undefined ? [] : [[(performance.now() - this.#readAt) / 1000]],
    );
  }

  async read(): Promise<void> {
    const startedAt = performance.now();
    const { store, book } = this.#parts;
    const [agents, workers, blocked] = await Promise.all([
      store.fleet.listQueuedAgents(),
      store.fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
      store.runs.countBlocked(),
    ]);
    await this.#readQueues(agents);
    const served = Map.groupBy(
      workers.flatMap((worker) => worker.agents),
      (agent) => agent,
    );
    book.liveWorkers.replace([[workers.length]]);
    book.agentWorkers.replace(agents.map((agent) => [served.get(agent)?.length ?? 0, agent]));
    book.blockedSteps.replace([...blocked].map(([reason, steps]) => [steps, reason]));
    this.#readAt = startedAt;
  }

  async #readQueues(agents: readonly string[]): Promise<void> {
    const { broker, book } = this.#parts;
    const [counts, waits, entries] = await Promise.all([
      broker.countJobs(agents),
      broker.findLongestWaits(agents),
      Promise.all(ENTRY_QUEUES.map(async (queue) => toDepths(queue, await broker.countEntryJobs(queue)))),
    ]);
    const ofAgents = agents.flatMap((agent) => toDepths(agentQueue(agent), counts.get(agent)));
    book.queueDepth.replace([...ofAgents, ...entries.flat()]);
    book.oldestReady.replace(agents.map((agent) => [(waits.get(agent) ?? 0) / 1000, agentQueue(agent)]));
  }
}

type DepthRow = readonly [depth: number, queue: string, state: string];

function toDepths(queue: string, counts: QueueCounts | undefined): readonly DepthRow[] {
  if (counts === undefined) return [];
  return (['waiting', 'active', 'delayed'] as const).map((state) => [counts[state], queue, state]);
}
