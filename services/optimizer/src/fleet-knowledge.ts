import {
  type AgentFigures,
  decodeSampleBatch,
  type FiguresReport,
  type MinuteFigures,
  type SampleBatch,
  type WorkerSecond,
} from '@ag06/contracts/tuning';
import type { StoredBatch } from '@ag06/store';
import { toMinuteFigures } from '@ag06/tuning';
import type { FleetModel } from './fleet-model.ts';
import type { AgentModel } from './tuning/agent-model.ts';
import type { ChangeWatchModel } from './tuning/change-watch.ts';
import { TunedAgent } from './tuning/tuned-agent.ts';
import { WorkerPauses } from './worker-pauses.ts';

/** A worker silent for this long does not send a batch again. */
const FORGET_WORKER_MS = 3_600_000;
/** How long a worker's second counts as the present. */
const PRESENT_MS = 3_000;

/** The load of an agent over all workers, and of the busiest of them. */
interface AgentLoad {
  readonly inflight: number;
  readonly limit: number;
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
}

/** What is known of all agents, from batches of samples. The same batches always give the same statistics. */
export class FleetKnowledge {
  readonly #agents = new Map<string, TunedAgent>();
  readonly #numbers: Map<string, readonly [number: number, at: number]>;
  readonly #present = new Map<string, { readonly at: number; readonly second: WorkerSecond }>();
  readonly #pauses = new WorkerPauses();
  #cursor: string | undefined;
  #batches: number;
  #dropped: number;
  #unreadable: number;

  constructor(
    model?: FleetModel,
    agents: ReadonlyMap<string, AgentModel> = new Map(),
    watches: ReadonlyMap<string, ChangeWatchModel> = new Map(),
  ) {
    this.#cursor = model?.cursor ?? undefined;
    this.#numbers = new Map(Object.entries(model?.numbers ?? {}));
    this.#batches = model?.batches ?? 0;
    this.#dropped = model?.dropped ?? 0;
    this.#unreadable = model?.unreadable ?? 0;
    for (const [name, kept] of agents) this.#agents.set(name, new TunedAgent(name, kept, watches.get(name)));
  }

  get cursor(): string | undefined {
    return this.#cursor;
  }

  get agents(): Iterable<TunedAgent> {
    return this.#agents.values();
  }

  agentOf(name: string): TunedAgent {
    const known = this.#agents.get(name);
    if (known !== undefined) return known;
    const agent = new TunedAgent(name);
    this.#agents.set(name, agent);
    return agent;
  }

  /** Counts a batch in, unless it was sent a second time. */
  take({ cursor, at, text }: StoredBatch): void {
    this.#cursor = cursor;
    this.#batches++;
    const batch = decodeSampleBatch(text);
    if (batch === undefined) {
      this.#unreadable++;
      return;
    }
    const [last = 0] = this.#numbers.get(batch.worker) ?? [];
    if (batch.number <= last) return;
    this.#numbers.set(batch.worker, [batch.number, at]);
    this.#dropped += batch.dropped;
    this.#observe(batch, at);
  }

  #observe(batch: SampleBatch, at: number): void {
    const second = batch.seconds.at(-1);
    if (second !== undefined) {
      this.#present.set(batch.worker, { at, second });
      this.#pauses.see(batch.worker, second);
      for (const agent of Object.keys(second.agents)) this.agentOf(agent).isHeard(at);
    }
    for (const [name, samples] of Map.groupBy(batch.samples, (sample) => sample.agent)) {
      const agent = this.agentOf(name);
      agent.take(samples, this.#batches, at, this.#pauses.heldUpUntil(batch.worker));
      // When it was made by the worker's clock is when it came by the store's, but for its way.
      agent.trial?.take(samples, this.#batches, at - batch.at);
    }
  }

  report(leader: string, fence: number, now: number): FiguresReport {
    const agents = [...this.#agents].map(([name, agent]): [string, AgentFigures] => {
      const { inflight, limit } = this.loadOf(name, now);
      return [name, { ...agent.figures(now), inflight, limit }];
    });
    return {
      at: now,
      leader,
      fence,
      dropped: this.#dropped,
      unreadable: this.#unreadable,
      agents: Object.fromEntries(agents),
    };
  }

  /** Of all agents together; undefined if no attempt ended in that minute (counted from 1970) of the last hour. */
  minute(minute: number): MinuteFigures | undefined {
    const ofAgents = [...this.#agents.values()].flatMap(({ tuner }) => tuner.minute(minute) ?? []);
    return toMinuteFigures(minute, ofAgents);
  }

  export(now: number): FleetModel {
    for (const [worker, [, at]] of this.#numbers) {
      if (at >= now - FORGET_WORKER_MS) continue;
      this.#numbers.delete(worker);
      this.#present.delete(worker);
      this.#pauses.forget(worker);
    }
    return {
      schema: 2,
      cursor: this.#cursor ?? null,
      batches: this.#batches,
      dropped: this.#dropped,
      unreadable: this.#unreadable,
      numbers: Object.fromEntries([...this.#numbers].map(([worker, [number, at]]) => [worker, [number, at]])),
    };
  }

  loadOf(agent: string, now: number): AgentLoad {
    let [inflight, limit] = [0, 0];
    let [cpu, memory]: [number | undefined, number | undefined] = [undefined, undefined];
    for (const { at, second } of this.#present.values()) {
      const load = second.agents[agent];
      if (at < now - PRESENT_MS || load === undefined) continue;
      inflight += load.inflight;
      limit += load.limit;
      cpu = Math.max(cpu ?? 0, second.loopShare);
      memory = Math.max(memory ?? 0, second.memoryShare);
    }
    return { inflight, limit, cpu, memory };
  }
}
