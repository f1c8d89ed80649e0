import type { Broker } from '@ag06/broker';
import type { FleetStore } from '@ag06/store';
import type { Demand } from './demand.ts';
import { DemandMeter, type FleetReading } from './demand-meter.ts';

/** Where the counters are. */
interface DemandSources {
  readonly fleet: Pick<FleetStore, 'listQueuedAgents' | 'listWorkers'>;
  readonly broker: Pick<Broker, 'countJobs' | 'findLongestWaits'>;
}

/** A worker not seen for this long counts as gone. Workers report every 5 s. */
const WORKER_SEEN_WITHIN_MS = 15_000;

/** Reads the demand for each agent whose queue may hold jobs. Its cost depends on agents and workers alone. */
export class DemandReader {
  readonly #sources: DemandSources;
  readonly #meter = new DemandMeter();

  constructor(sources: DemandSources) {
    this.#sources = sources;
  }

  /**
   * Reads the counters now. Rates need a second reading, and are the better the more regular readings are: every 1 to 5 s.
   *
   * @param at `performance.now()`
   */
  async read(at: number): Promise<ReadonlyMap<string, Demand>> {
    return this.#meter.take(await readFleet(this.#sources, at));
  }
}

async function readFleet({ fleet, broker }: DemandSources, at: number): Promise<FleetReading> {
  const [agents, workers] = await Promise.all([
    fleet.listQueuedAgents(),
    fleet.listWorkers(WORKER_SEEN_WITHIN_MS),
  ]);
  const [counts, waits] = await Promise.all([broker.countJobs(agents), broker.findLongestWaits(agents)]);
  return { at, agents, counts, waits, workers };
}
