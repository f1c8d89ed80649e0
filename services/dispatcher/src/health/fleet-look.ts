import { dependencyOf, toBlockReason } from '@ag06/contracts';
import { FIGURES_REPORT } from '@ag06/contracts/tuning';
import { createNameFinder } from '@ag06/engine';
import type { BreakersFacts, QueueFacts, UnservedFacts, WorkerFacts } from '@ag06/health';
import type { WorkerRecord } from '@ag06/store';
import type { Parts } from '../parts.ts';
import { countServing } from '../readings/count-serving.ts';
import type { FleetReadings } from '../readings/fleet-readings.ts';
import { type FollowedQueue, followQueue } from './follow-queue.ts';
import { type FollowedWorker, followWorkers, LIVE_WITHIN_MS } from './follow-workers.ts';
import { leads, toBreaker } from './read-documents.ts';

/** The most queues in one look. With more, the next look takes the next ones. */
const QUEUES_MAX = 200;
const LETTERS_LOOKED_AT = 20;
const LETTERS_WITHIN_MS = 60_000;

/** `performance.now()` of the last look that was answered. */
interface LookedAt {
  readonly queues: number | undefined;
  readonly workers: number | undefined;
  readonly documents: number | undefined;
}

interface FleetSeen {
  readonly queues: readonly QueueFacts[];
  readonly workers: readonly WorkerFacts[];
  readonly unserved: readonly UnservedFacts[];
  readonly breakers: BreakersFacts['breakers'];
  readonly blocked?: NonNullable<BreakersFacts['blocked']>;
  readonly leads: boolean;
  readonly deadLetters: number;
  readonly lookedAt: LookedAt;
}

/** Looks at workers, queues and shared documents and remembers the results. Durations reach to the last look. */
export class FleetLook {
  readonly #parts: Parts;
  readonly #readings: FleetReadings;
  readonly #queues = new Map<string, FollowedQueue>();
  readonly #entries = new Map<string, FollowedQueue>();
  #agents: readonly string[] = [];
  #nextQueue = 0;
  #workers: readonly FollowedWorker[] = [];
  #breakers: FleetSeen['breakers'] = [];
  #blockedSteps = 0;
  #leads = false;
  #deadLetters = 0;
  #lookedAt: LookedAt = { queues: undefined, workers: undefined, documents: undefined };

  constructor(parts: Parts, readings: FleetReadings) {
    this.#parts = parts;
    this.#readings = readings;
  }

  async lookAtWorkers(): Promise<void> {
    const [agents, records, storeNow] = await Promise.all([
      this.#readings.listAgents(),
      this.#readings.listWorkers(),
      this.#readings.now(),
    ]);
    const now = performance.now();
    this.#agents = agents;
    this.#workers = followWorkers(this.#workers, records, now, storeNow);
    this.#lookedAt = { ...this.#lookedAt, workers: now };
  }

  async lookAtQueues(): Promise<void> {
    const agents = this.#takeAgents();
    const [states, entries] = await Promise.all([
      this.#readings.inspectQueues(agents),
      this.#readings.countEntries(),
    ]);
    const now = performance.now();
    for (const [queue, counts] of entries) {
      this.#entries.set(queue, followQueue(this.#entries.get(queue), { ...counts, head: undefined }, 1, now));
    }
    const serving = countServing(this.#listLive());
    for (const [agent, state] of states)
      this.#queues.set(agent, followQueue(this.#queues.get(agent), state, serving.get(agent) ?? 0, now));
    this.#lookedAt = { ...this.#lookedAt, queues: now };
  }

  async lookAtDocuments(): Promise<void> {
    const { shared } = this.#parts.store;
    const [breakers, figures, storeNow, blocked] = await Promise.all([
      shared.list('breaker'),
      shared.load('figures', FIGURES_REPORT),
      this.#readings.now(),
      this.#readings.countBlocked(),
    ]);
    const ofBreakers = [...blocked].filter(([reason]) => dependencyOf(reason) !== undefined);
    this.#blockedSteps = ofBreakers.reduce((sum, [, count]) => sum + count, 0);
    this.#breakers = breakers.map((breaker) => {
      const count = blocked.get(toBlockReason(breaker.name)) ?? 0;
      return { ...toBreaker(breaker, storeNow), ...(count > 0 && { blocked: count }) };
    });
    this.#leads = figures !== undefined && leads(figures, storeNow);
    this.#lookedAt = { ...this.#lookedAt, documents: performance.now() };
  }

  async lookAtDeadLetters(): Promise<void> {
    const { fleet } = this.#parts.store;
    const [letters, storeNow] = await Promise.all([
      fleet.listDeadLetters(LETTERS_LOOKED_AT),
      this.#readings.now(),
    ]);
    const since = storeNow - LETTERS_WITHIN_MS;
    this.#deadLetters = letters.filter(({ at }) => at >= since).length;
  }

  read(): FleetSeen {
    const findMeant = createNameFinder(new Set(countServing(this.#listLive()).keys()));
    const queues = [...this.#queues].map(([agent, queue]) => this.#toQueueFacts(agent, queue, findMeant));
    const entries = [...this.#entries].map(([queue, one]) => this.#toQueueFacts(queue, one, findMeant));
    return {
      queues: [...queues, ...entries.filter(({ heldBack }) => heldBack !== undefined)],
      workers: this.#workers.map((worker) => this.#toWorkerFacts(worker)),
      unserved: queues.filter(({ unservedMs }) => unservedMs > 0),
      breakers: this.#breakers,
      ...this.#shareOfBlocked(queues),
      leads: this.#leads,
      deadLetters: this.#deadLetters,
      lookedAt: this.#lookedAt,
    };
  }

  #shareOfBlocked(queues: readonly QueueFacts[]): Pick<FleetSeen, 'blocked'> {
    const steps = this.#blockedSteps;
    if (steps === 0) return {};
    const others = queues.reduce((sum, { waiting, active }) => sum + waiting + active, 0);
    return { blocked: { steps, share: steps / (steps + others) } };
  }

  /** Returns the agents of this look, at least one, so that the queues are tried before any agent is known. */
  #takeAgents(): readonly string[] {
    if (this.#agents.length === 0) return ['core.echo'];
    if (this.#nextQueue >= this.#agents.length) this.#nextQueue = 0;
    const taken = this.#agents.slice(this.#nextQueue, this.#nextQueue + QUEUES_MAX);
    this.#nextQueue += QUEUES_MAX;
    return taken;
  }

  /** By the last look, so that no worker falls silent while the store is away. */
  #silentMs({ changedAt }: FollowedWorker): number {
    return Math.max(0, (this.#lookedAt.workers ?? changedAt) - changedAt);
  }

  #isLive(worker: FollowedWorker): boolean {
    return this.#silentMs(worker) < LIVE_WITHIN_MS;
  }

  #toWorkerFacts(worker: FollowedWorker): WorkerFacts {
    const { id, slots, lagMs, blocked, clockAheadMs, waiting } = worker.record;
    return {
      id,
      slots,
      lagMs,
      blocked,
      clockAheadMs,
      waiting,
      silentMs: this.#silentMs(worker),
      isLive: this.#isLive(worker),
    };
  }

  #toQueueFacts(
    agent: string,
    queue: FollowedQueue,
    findMeant: (agent: string) => string | undefined,
  ): QueueFacts {
    const { state, workers, unmovedSince, unservedSince, heldSince } = queue;
    const lookedAt = this.#lookedAt.queues ?? 0;
    const didYouMean = unservedSince === undefined ? undefined : findMeant(agent);
    const span = (since: number | undefined) => (since === undefined ? 0 : lookedAt - since);
    return {
      agent,
      waiting: state.waiting,
      active: state.active,
      headAgeMs: state.head?.ageMs ?? 0,
      unmovedMs: span(unmovedSince),
      workers,
      unservedMs: span(unservedSince),
      ...(heldSince !== undefined &&
        state.heldBack && { heldBack: { by: state.heldBack, forMs: span(heldSince) } }),
      ...(didYouMean !== undefined && { didYouMean }),
    };
  }

  #listLive(): readonly WorkerRecord[] {
    return this.#workers.filter((worker) => this.#isLive(worker)).map(({ record }) => record);
  }
}
