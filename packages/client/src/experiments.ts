import type {
  ExperimentDecision,
  ExperimentListView,
  ExperimentPlan,
  ExperimentRecorded,
  ExperimentRecords,
  ExperimentStop,
  ExperimentView,
} from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import { createKey } from './create-key.ts';
import type { HttpCaller } from './http-caller.ts';
import { toQuery } from './to-query.ts';

const PATH = '/v1/experiments';
const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;
const SHAPE = { id: 'text', status: 'text' } as const;

/** A key identifies the experiment: a request that repeats it gets the same one. */
type KeyedOptions = CallOptions & { readonly key?: string | undefined };

/** Experiments: two settings of an agent that are compared while it works. Get it as `client.experiments`. */
export class Experiments {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /**
   * Begins an experiment, which workers take part in within two seconds. Rejects with `RefusedError` AGENT_UNKNOWN,
   * EXPERIMENT_INVALID, EXPERIMENT_RUNNING.
   */
  start(plan: ExperimentPlan, { key = createKey(), ...options }: KeyedOptions = {}): Promise<ExperimentView> {
    const headers = { 'idempotency-key': key };
    return this.#caller.call({ method: 'POST', path: PATH, body: plan, headers, shape: SHAPE }, options);
  }

  /** Returns those that run and the last ones that ended, the newest first; of one agent, or all. */
  list(agent?: string, options?: CallOptions): Promise<ExperimentListView> {
    const path = `${PATH}${toQuery({ agent })}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /** Returns what it has found so far. It may be looked at at any time. Rejects with `RefusedError` EXPERIMENT_UNKNOWN. */
  show(id: string, options?: CallOptions): Promise<ExperimentView> {
    return this.#caller.call({ method: 'GET', path: pathOf(id), shape: SHAPE }, options);
  }

  /**
   * Records what you have measured of runs, more being better. A repeat changes nothing. Rejects with `RefusedError`
   * EXPERIMENT_NOT_RECORDED, EXPERIMENT_OVER.
   */
  record(id: string, records: ExperimentRecords, options?: CallOptions): Promise<ExperimentRecorded> {
    return this.#caller.call({ method: 'POST', path: `${pathOf(id)}/results`, body: records }, options);
  }

  /** Ends it with a winner, whatever its results say. Rejects with `RefusedError` EXPERIMENT_OVER. */
  decide(id: string, decision: ExperimentDecision, options?: CallOptions): Promise<ExperimentView> {
    return this.#post(id, 'decide', decision, options);
  }

  /** Publishes the settings of the winner. Rejects with `RefusedError` EXPERIMENT_UNDECIDED. */
  promote(id: string, reason = '', options?: CallOptions): Promise<ExperimentView> {
    return this.#post(id, 'promote', { reason }, options);
  }

  /** Ends it without a winner. Harmless if it has ended. */
  stop(id: string, stop: ExperimentStop = {}, options?: CallOptions): Promise<ExperimentView> {
    return this.#post(id, 'stop', stop, options);
  }

  #post(id: string, verb: string, body: object, options?: CallOptions): Promise<ExperimentView> {
    const call = { method: 'POST', path: `${pathOf(id)}/${verb}`, body, shape: SHAPE } as const;
    return this.#caller.call(call, options);
  }
}
