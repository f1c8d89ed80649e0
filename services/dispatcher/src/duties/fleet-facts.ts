import type { QueueCounts } from '@ag06/broker';
import { agentQueue } from '@ag06/contracts';
import type { FleetReading } from '@ag06/demand';
import type { Parts } from '../parts.ts';
import type { FleetReadings } from '../readings/fleet-readings.ts';
import { WORKER_SEEN_WITHIN_MS } from '../use-cases/worker-seen.ts';

/**
 * Loads facts about the fleet in the background, so that a scrape needs no round trip. While the store is away they
 * keep their last values, and their age shows it.
 */
export class FleetFacts {
  readonly #parts: Parts;
  readonly #readings: FleetReadings;
  #readAt: number | undefined;

  constructor(parts: Parts, readings: FleetReadings) {
    this.#parts = parts;
    this.#readings = readings;
    parts.book.factsAge.read(() =>
      this.#readAt === undefined ? [] : [[(performance.now() - this.#readAt) / 1000]],
    );
  }

  async read(): Promise<void> {
    const at = performance.now();
    const { book, scale, tuning } = this.#parts;
    const [reading, entries, blocked] = await Promise.all([
      this.#readFleet(at),
      this.#readings.countEntries(),
      this.#readings.countBlocked(),
    ]);
    scale.take(reading, tuning.published, tuning.policies);
    this.#show(reading);
    const ofAgents = reading.agents.flatMap((agent) =>
      toDepths(agentQueue(agent), reading.counts.get(agent)),
    );
    const ofEntries = [...entries].flatMap(([queue, counts]) => toDepths(queue, counts));
    book.queueDepth.replace([...ofAgents, ...ofEntries]);
    book.blockedSteps.replace([...blocked].map(([reason, steps]) => [steps, reason]));
    this.#readAt = at;
  }

  async #readFleet(at: number): Promise<FleetReading> {
    const [agents, known, now] = await Promise.all([
      this.#readings.listAgents(),
      this.#readings.listWorkers(),
      this.#readings.now(),
    ]);
    const workers = known.filter(({ seenAt }) => seenAt >= now - WORKER_SEEN_WITHIN_MS);
    const counts = await this.#readings.inspectQueues(agents);
    const waiting = agents.filter((agent) => (counts.get(agent)?.waiting ?? 0) > 0);
    const waits = await (waiting.length === 0 ? NO_WAITS : this.#parts.broker.findLongestWaits(waiting));
    return { at, agents, counts, waits, workers };
  }

  #show({ agents, workers, waits }: FleetReading): void {
    const { book, scale } = this.#parts;
    const served = Map.groupBy(
      workers.flatMap((worker) => worker.agents),
      (agent) => agent,
    );
    book.liveWorkers.replace([[workers.length]]);
    book.agentWorkers.replace(agents.map((agent) => [served.get(agent)?.length ?? 0, agent]));
    book.oldestReady.replace(agents.map((agent) => [(waits.get(agent) ?? 0) / 1000, agentQueue(agent)]));
    const scaled = scale.list({}).filter(({ isUnsure }) => !isUnsure);
    book.scaleWanted.replace(scaled.map(({ agent, want }) => [want.workers, agent]));
    book.agentArrivals.replace(scaled.map(({ agent, demand }) => [demand.arrivalsPerSec ?? 0, agent]));
  }
}

const NO_WAITS: ReadonlyMap<string, number> = new Map();

type DepthRow = readonly [depth: number, queue: string, state: string];

function toDepths(queue: string, counts: QueueCounts | undefined): readonly DepthRow[] {
  if (counts === undefined) return [];
  return (['waiting', 'active', 'delayed'] as const).map((state) => [counts[state], queue, state]);
}
