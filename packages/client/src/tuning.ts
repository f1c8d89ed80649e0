import type {
  AgentTuningView,
  SimulationOrder,
  SimulationView,
  TuningApply,
  TuningChange,
  TuningFreeze,
  TuningFrozenView,
  TuningHistoryView,
  TuningListView,
  TuningModelView,
  TuningPolicyChange,
  TuningPolicyView,
  TuningRollback,
  TuningSwitchChange,
  TuningSwitched,
  TuningView,
} from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';

const PATH = '/v1/tuning';
/** Logs are read for ten seconds at most, and replayed on a dispatcher that has other work too. */
const SIMULATION_MS = 60_000;
const pathOf = (agent: string): string => `${PATH}/${encodeURIComponent(agent)}`;

/** Settings of agents, which running workers apply at once. Get it as `client.tuning`. */
export class Tuning {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** Returns the published settings of each agent, their author, and the workers that have applied them. */
  get(options?: CallOptions): Promise<TuningListView> {
    return this.#caller.call(
      { method: 'GET', path: PATH, shape: { items: 'list', invalid: 'list' } },
      options,
    );
  }

  /**
   * Publishes settings of an agent, and returns them. With `merge` the settings that are not named stay; without it
   * they are removed. Rejects with `RefusedError` TUNING_INVALID.
   */
  set(agent: string, change: TuningChange, options?: CallOptions): Promise<TuningView> {
    return this.#caller.call({ method: 'PUT', path: pathOf(agent), body: change }, options);
  }

  /** Tells what is done about the settings of an agent and why, and what is not done and why. */
  show(agent: string, options?: CallOptions): Promise<AgentTuningView> {
    return this.#caller.call({ method: 'GET', path: pathOf(agent) }, options);
  }

  /** Returns the last decisions about an agent, the newest first. */
  history(agent: string, options?: CallOptions): Promise<TuningHistoryView> {
    return this.#caller.call(
      { method: 'GET', path: `${pathOf(agent)}/history`, shape: { items: 'list' } },
      options,
    );
  }

  /** Sets mode, objective and bounds, locks and unlocks settings, and freezes. What is not named stays. */
  setPolicy(agent: string, change: TuningPolicyChange, options?: CallOptions): Promise<TuningPolicyView> {
    return this.#caller.call({ method: 'PUT', path: `${pathOf(agent)}/policy`, body: change }, options);
  }

  /** Publishes what the optimizer would do in shadow. Rejects with `RefusedError` DECISION_UNKNOWN. */
  apply(agent: string, apply: TuningApply = {}, options?: CallOptions): Promise<TuningView> {
    return this.#caller.call({ method: 'POST', path: `${pathOf(agent)}/apply`, body: apply }, options);
  }

  /** Takes a decision back and locks its settings. Rejects with `RefusedError` DECISION_UNKNOWN. */
  rollBack(agent: string, rollback: TuningRollback = {}, options?: CallOptions): Promise<TuningView> {
    return this.#caller.call({ method: 'POST', path: `${pathOf(agent)}/rollback`, body: rollback }, options);
  }

  /**
   * Tells what other settings would bring, by a replay of what was recorded. Takes up to half a minute. Rejects with `RefusedError`
   * SIMULATION_TOO_LITTLE, SIMULATION_BUSY.
   */
  simulate(agent: string, order: SimulationOrder = {}, options?: CallOptions): Promise<SimulationView> {
    const patient = { timeoutMs: SIMULATION_MS, ...options };
    return this.#caller.call({ method: 'POST', path: `${pathOf(agent)}/simulate`, body: order }, patient);
  }

  /** Returns what the optimizer has learned of an agent. Rejects with `RefusedError` MODEL_UNKNOWN. */
  exportModel(agent: string, options?: CallOptions): Promise<TuningModelView> {
    return this.#caller.call({ method: 'GET', path: `${pathOf(agent)}/model` }, options);
  }

  /** Gives the optimizer what was exported elsewhere. Rejects with `RefusedError` MODEL_INVALID. */
  importModel(agent: string, model: TuningModelView, options?: CallOptions): Promise<AgentTuningView> {
    return this.#caller.call({ method: 'PUT', path: `${pathOf(agent)}/model`, body: model }, options);
  }

  /** Keeps the optimizer from changing anything of any agent. Settings stay as they are. */
  freeze(freeze: TuningFreeze = {}, options?: CallOptions): Promise<TuningFrozenView> {
    return this.#caller.call({ method: 'POST', path: `${PATH}/freeze`, body: freeze }, options);
  }

  /** Lets the optimizer go on. */
  unfreeze(freeze: TuningFreeze = {}, options?: CallOptions): Promise<TuningFrozenView> {
    return this.#caller.call({ method: 'POST', path: `${PATH}/unfreeze`, body: freeze }, options);
  }

  /** Makes all workers use their own settings (`isStatic`), or the published ones again. */
  switch(change: TuningSwitchChange, options?: CallOptions): Promise<TuningSwitched> {
    return this.#caller.call({ method: 'PUT', path: PATH, body: change }, options);
  }
}
