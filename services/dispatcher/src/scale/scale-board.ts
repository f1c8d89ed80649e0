import type { WorkerRecord } from '@ag06/contracts';
import { type AgentTuning, parseTuningPolicy } from '@ag06/contracts/tuning';
import {
  type Demand,
  DemandMeter,
  type FleetReading,
  findNeed,
  NeedsLately,
  type PublishedWorkers,
  type ScaleTerms,
  type Want,
  wantWorkers,
} from '@ag06/demand';
import type { PublishedSettings } from '@ag06/runtime';
import type { SharedDocument } from '@ag06/store';

/** Bounds and times where nobody says others. */
const SCALE_DEFAULTS: ScaleTerms = { min: 1, max: 10_000, bootMs: 30_000, coolDownMs: 60_000 };

/** What the board knows of one agent. */
export interface ScaledAgent {
  readonly agent: string;
  readonly demand: Demand;
  readonly terms: ScaleTerms;
  readonly want: Want;
  /** Far more is in hand than the workers can run that were heard of so far: others are about to tell that they live. */
  readonly isUnsure: boolean;
}

/** Workers tell every 5 s that they live. After an outage, a dispatcher that has just started has not heard of all of them. */
const BEGINNING_MS = 10_000;
/** Jobs in hand of workers for each of their slots: they take a few that wait there. */
const IN_HAND = 2;

type Published = Pick<PublishedSettings, 'find' | 'isLearned'>;
type Bounds = Partial<Pick<ScaleTerms, 'min' | 'max'>>;

interface AgentEntry {
  readonly lately: NeedsLately;
  demand: Demand;
  /** Of the agent's own code, by the last worker that told it. */
  bounds: Bounds;
}

/**
 * How many workers each agent should have, from memory: readings come from the duty that reads the facts of the fleet, and
 * an answer reads nothing.
 */
export class ScaleBoard {
  readonly #meter = new DemandMeter();
  readonly #agents = new Map<string, AgentEntry>();
  #published: Published | undefined;
  /** What people have set, by agent; it goes over what the agents' code says. */
  #policies: ReadonlyMap<string, Bounds> = new Map();
  #begunAt: number | undefined;
  #readAt: number | undefined;

  /** `performance.now()` of the last reading; undefined before any. */
  get readAt(): number | undefined {
    return this.#readAt;
  }

  /**
   * @param published asked again with each question, because a number that the optimizer decided may be over
   * @param policies all of the kind `tuning-policy`
   */
  take(reading: FleetReading, published: Published, policies: readonly SharedDocument[]): void {
    this.#begunAt ??= reading.at;
    const demands = this.#meter.take(reading);
    for (const agent of this.#agents.keys()) if (!demands.has(agent)) this.#agents.delete(agent);
    for (const [agent, demand] of demands) this.#note(agent, demand, reading.workers);
    this.#policies = new Map(
      policies.map(({ name, text }) => [name, toBounds(parseTuningPolicy(text)?.bounds?.replicas)]),
    );
    this.#published = published;
    this.#readAt = reading.at;
  }

  #note(agent: string, demand: Demand, workers: readonly WorkerRecord[]): void {
    let entry = this.#agents.get(agent);
    if (entry === undefined) {
      entry = { lately: new NeedsLately(), demand, bounds: {} };
      this.#agents.set(agent, entry);
      entry.lately.note(demand.at, demand.ready);
    }
    // Nobody knows what was needed before, so a dispatcher that has just started stops no worker.
    if (this.#isBeginning(demand)) entry.lately.note(demand.at, demand.ready);
    entry.demand = demand;
    entry.lately.note(demand.at, findNeed(demand, SCALE_DEFAULTS.bootMs).workers);
    entry.bounds = findBounds(agent, workers) ?? entry.bounds;
  }

  /** All agents that a worker has ever served or a run has named. */
  list(asked: Partial<ScaleTerms>): readonly ScaledAgent[] {
    return [...this.#agents.keys()].flatMap((agent) => this.find(agent, asked) ?? []);
  }

  /** Undefined for an agent that no worker has ever served and no run has named. */
  find(agent: string, asked: Partial<ScaleTerms>): ScaledAgent | undefined {
    const entry = this.#agents.get(agent);
    if (entry === undefined) return undefined;
    const given = { ...SCALE_DEFAULTS, ...entry.bounds, ...this.#policies.get(agent), ...asked };
    const terms = { ...given, min: Math.min(given.min, given.max) };
    const want = wantWorkers(entry.demand, entry.lately, terms, this.#findPublished(agent));
    const { demand } = entry;
    const isUnsure = this.#isBeginning(demand) && demand.running > IN_HAND * demand.slots;
    return { agent, demand, terms, want, isUnsure };
  }

  #findPublished(agent: string): PublishedWorkers | undefined {
    const workers = this.#published?.find(agent, 'replicas');
    if (workers === undefined) return undefined;
    return { workers, by: this.#published?.isLearned(agent, 'replicas') === true ? 'optimizer' : 'person' };
  }

  #isBeginning({ at }: Demand): boolean {
    return this.#begunAt !== undefined && at < this.#begunAt + BEGINNING_MS;
  }
}

function findBounds(agent: string, workers: readonly WorkerRecord[]): Bounds | undefined {
  const told = workers.find(({ tuning }) => tuning !== undefined && Object.hasOwn(tuning, agent));
  return told && toBounds(told.tuning?.[agent]?.bounds?.replicas);
}

/** Bounds are numbers of workers, and one may be allowed at least. */
function toBounds(replicas: NonNullable<AgentTuning['bounds']>['replicas']): Bounds {
  if (replicas === undefined) return {};
  return { min: Math.ceil(replicas.min), max: Math.max(1, Math.floor(replicas.max)) };
}
