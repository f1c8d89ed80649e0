import type {
  AgentListView,
  DeadLetterListView,
  QueueListView,
  TargetListView,
  WorkerDraining,
  WorkerListView,
} from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';
import type { Page } from './run-types.ts';
import { toQuery } from './to-query.ts';

/** What a fleet consists of, and what it set aside. */
export class Fleet {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** Workers that were seen within the last seconds. */
  workers(options?: CallOptions): Promise<WorkerListView> {
    return this.#list('workers', options);
  }

  /**
   * Asks a worker to drain as on a SIGTERM, and to exit; harmless if it drains. Throws `RefusedError` WORKER_UNKNOWN,
   * WORKER_NOT_DRAINABLE.
   */
  drainWorker(id: string, options?: CallOptions): Promise<WorkerDraining> {
    const path = `/v1/workers/${encodeURIComponent(id)}/drain`;
    return this.#caller.call({ method: 'POST', path, shape: { id: 'text' } }, options);
  }

  /** Agents, and what their attempts were in the last 1, 10 and 60 minutes. */
  agents(options?: CallOptions): Promise<AgentListView> {
    return this.#list('agents', options);
  }

  /** How much waits on each queue, and what holds it back. */
  queues(options?: CallOptions): Promise<QueueListView> {
    return this.#list('queues', options);
  }

  /** Deliveries that were set aside, each with its reason and a remedy; the newest first, a page of 100. */
  deadLetters({ limit, cursor, ...options }: CallOptions & Page = {}): Promise<DeadLetterListView> {
    return this.#list(`dead-letters${toQuery({ limit, cursor })}`, options);
  }

  /** Where the metrics of all processes are, as Prometheus's HTTP service discovery takes them. */
  targets(options?: CallOptions): Promise<TargetListView> {
    return this.#caller.call({ method: 'GET', path: '/v1/targets' }, options);
  }

  #list<T>(name: string, options: CallOptions | undefined): Promise<T> {
    return this.#caller.call({ method: 'GET', path: `/v1/${name}`, shape: { items: 'list' } }, options);
  }
}
