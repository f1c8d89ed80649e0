import type { QueueCounts } from '@ag06/broker';
import { ownValue, type WorkerRecord } from '@ag06/contracts';
import type { Demand } from './demand.ts';
import { type Rates, RateWindow } from './rate-window.ts';
import { WorkTotals } from './work-totals.ts';

/** What one look at the fleet has found. */
export interface FleetReading {
  /** Milliseconds of any clock that never goes back. */
  readonly at: number;
  readonly agents: readonly string[];
  readonly counts: ReadonlyMap<string, QueueCounts>;
  /** Milliseconds that the oldest waiting activation has waited, by agent. */
  readonly waits: ReadonlyMap<string, number>;
  readonly workers: readonly WorkerRecord[];
}

/** What is known of an agent from reading to reading. */
interface Known {
  readonly window: RateWindow;
  slotsEach: number | undefined;
  serviceMs: number | undefined;
}

/** Turns successive readings into the demand for each agent. */
export class DemandMeter {
  readonly #totals = new WorkTotals();
  readonly #known = new Map<string, Known>();

  take(reading: FleetReading): ReadonlyMap<string, Demand> {
    const { agents, workers, at } = reading;
    this.#totals.take(workers, at);
    const served = groupByAgent(workers);
    const asked = new Set(agents);
    for (const agent of this.#known.keys()) if (!asked.has(agent)) this.#known.delete(agent);
    return new Map(agents.map((agent) => [agent, this.#measure(agent, reading, served.get(agent) ?? [])]));
  }

  #measure(agent: string, { at, counts, waits }: FleetReading, workers: readonly WorkerRecord[]): Demand {
    const { waiting: ready = 0, due = 0, delayed = 0, active = 0, heldBack } = counts.get(agent) ?? {};
    const known = this.#of(agent);
    const serving = workers.filter(({ isDraining }) => isDraining !== true);
    const slots = serving.reduce((sum, worker) => sum + slotsOf(worker, agent), 0);
    const inHand = workers.reduce((sum, { work }) => sum + (ownValue(work, agent)?.running ?? 0), 0);
    // A heartbeat is up to 5 s old, and does not know yet what was taken since; the queue does not know eager steps.
    const running = Math.max(inHand, active);
    const waiting = ready + due;
    known.window.take({ at, backlog: waiting + running, ...this.#totals.of(agent) });
    const rates = known.window.read();
    const told = serving.reduce((sum, worker) => sum + toldSlotsOf(worker, agent), 0);
    if (serving.length > 0) known.slotsEach = told / serving.length;
    known.serviceMs = rates?.serviceMs ?? known.serviceMs;
    return {
      at,
      waiting,
      delayed: Math.max(0, delayed - due),
      oldestMs: waiting === 0 ? 0 : Math.round(waits.get(agent) ?? 0),
      heldBack,
      running,
      ready: serving.length,
      draining: workers.length - serving.length,
      slots,
      slotsEach: known.slotsEach,
      ...toFields(rates),
      serviceMs: known.serviceMs,
    };
  }

  #of(agent: string): Known {
    const known = this.#known.get(agent);
    if (known !== undefined) return known;
    const made: Known = { window: new RateWindow(), slotsEach: undefined, serviceMs: undefined };
    this.#known.set(agent, made);
    return made;
  }
}

const toFields = (
  rates: Rates | undefined,
): Pick<Demand, 'arrivalsPerSec' | 'completionsPerSec' | 'trendPerSec'> => ({
  arrivalsPerSec: rates?.arrivalsPerSec,
  completionsPerSec: rates?.completionsPerSec,
  trendPerSec: rates?.trendPerSec ?? 0,
});

function groupByAgent(workers: readonly WorkerRecord[]): ReadonlyMap<string, readonly WorkerRecord[]> {
  const served = new Map<string, WorkerRecord[]>();
  for (const worker of workers)
    for (const agent of worker.agents) {
      const group = served.get(agent);
      if (group === undefined) served.set(agent, [worker]);
      else group.push(worker);
    }
  return served;
}

/** A worker of an earlier release tells the slots that it was started with. */
function slotsOf({ work, declared, slots }: WorkerRecord, agent: string): number {
  return ownValue(work, agent)?.slots ?? ownValue(declared, agent)?.concurrency ?? slots?.limit ?? 1;
}

/** A service that refuses calls, or is slow, would only get more of them from more workers: those slots count as they were told. */
function toldSlotsOf(worker: WorkerRecord, agent: string): number {
  const held = ownValue(worker.heldBack, agent);
  const isByService = held?.because.some((why) => why === 'rate' || why === 'latency') === true;
  return isByService ? Math.max(held.published, slotsOf(worker, agent)) : slotsOf(worker, agent);
}
