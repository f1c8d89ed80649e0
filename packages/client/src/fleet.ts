import type {
  AgentListView,
  AgentShownView,
  DeadLetterListView,
  FiguresView,
  LinksView,
  QueueListView,
  QueueView,
  ScaleListView,
  ScaleView,
  TargetListView,
  WorkerDraining,
  WorkerListView,
  WorkerView,
} from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';
import type { Page } from './run-types.ts';
import { toQuery } from './to-query.ts';

/** Bounds of a number of workers, and times that an autoscaler knows. What is absent has its default. */
export interface ScaleTerms {
  readonly min?: number;
  readonly max?: number;
  readonly bootSeconds?: number;
  readonly coolDownSeconds?: number;
}

/** The parts of a fleet: workers, agents, queues, dead letters, targets of metrics. Get it as `client.fleet`. */
export class Fleet {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** Returns the workers that were seen within the last seconds. */
  workers(options?: CallOptions): Promise<WorkerListView> {
    return this.#list('workers', options);
  }

  /** Returns one of them. Rejects with `RefusedError` WORKER_UNKNOWN. */
  worker(id: string, options?: CallOptions): Promise<WorkerView> {
    const path = `/v1/workers/${encodeURIComponent(id)}`;
    return this.#caller.call({ method: 'GET', path, shape: { id: 'text', agents: 'list' } }, options);
  }

  /**
   * Asks a worker to drain and exit, as SIGTERM does. Harmless if it drains already. Rejects with `RefusedError`
   * WORKER_UNKNOWN, WORKER_NOT_DRAINABLE.
   */
  drainWorker(id: string, options?: CallOptions): Promise<WorkerDraining> {
    const path = `/v1/workers/${encodeURIComponent(id)}/drain`;
    return this.#caller.call({ method: 'POST', path, shape: { id: 'text' } }, options);
  }

  /** Returns where traces and logs of runs are shown, as templates of addresses. */
  links(options?: CallOptions): Promise<LinksView> {
    return this.#caller.call({ method: 'GET', path: '/v1/links' }, options);
  }

  /** Returns agents with statistics of their attempts in the last 1, 10 and 60 minutes. */
  agents(options?: CallOptions): Promise<AgentListView> {
    return this.#list('agents', options);
  }

  /**
   * Returns how many attempts of all agents ended in each minute of the last hour, how, and how long they waited and took, in the
   * order of time. A minute without attempts is absent, and one in which nobody counted.
   */
  figures(options?: CallOptions): Promise<FiguresView> {
    return this.#list('figures', options);
  }

  /** Returns one of them. Rejects with `RefusedError` AGENT_UNKNOWN. */
  agent(name: string, options?: CallOptions): Promise<AgentShownView> {
    const path = `/v1/agents/${encodeURIComponent(name)}`;
    return this.#caller.call({ method: 'GET', path, shape: { name: 'text' } }, options);
  }

  /** Returns the length of each queue, and what holds it back. */
  queues(options?: CallOptions): Promise<QueueListView> {
    return this.#list('queues', options);
  }

  /** Returns one of them, by BullMQ's name of it: `agent.NAME`. Rejects with `RefusedError` QUEUE_UNKNOWN. */
  queue(queue: string, options?: CallOptions): Promise<QueueView> {
    const path = `/v1/queues/${encodeURIComponent(queue)}`;
    return this.#caller.call({ method: 'GET', path, shape: { queue: 'text' } }, options);
  }

  /** Returns how many workers each agent should have, and why; with `agents`, only of these. */
  scale(
    terms: ScaleTerms & { agents?: readonly string[] } = {},
    options?: CallOptions,
  ): Promise<ScaleListView> {
    const { agents = [], ...rest } = terms;
    return this.#list(`scale${toQuery({ ...rest, agent: agents })}`, options);
  }

  /** The same of one agent. Rejects with `RefusedError` AGENT_UNKNOWN. */
  scaleOf(agent: string, terms: ScaleTerms = {}, options?: CallOptions): Promise<ScaleView> {
    const path = `/v1/scale/${encodeURIComponent(agent)}${toQuery({ ...terms })}`;
    return this.#caller.call({ method: 'GET', path, shape: { agent: 'text', reason: 'text' } }, options);
  }

  /** Returns a page of dead letters, each with its reason and a remedy, newest first. */
  deadLetters({ limit, cursor, ...options }: CallOptions & Page = {}): Promise<DeadLetterListView> {
    return this.#list(`dead-letters${toQuery({ limit, cursor })}`, options);
  }

  /** Returns the addresses of the metrics of all processes, in the format of Prometheus's HTTP service discovery. */
  targets(options?: CallOptions): Promise<TargetListView> {
    return this.#caller.call({ method: 'GET', path: '/v1/targets' }, options);
  }

  #list<T>(name: string, options: CallOptions | undefined): Promise<T> {
    return this.#caller.call({ method: 'GET', path: `/v1/${name}`, shape: { items: 'list' } }, options);
  }
}
