import type {
  TuningChange,
  TuningListView,
  TuningSwitchChange,
  TuningSwitched,
  TuningView,
} from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';

const PATH = '/v1/tuning';

/** Settings of agents that running workers put in force at once. */
export class Tuning {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** What is published for each agent, by whom, and which workers have it in force. */
  get(options?: CallOptions): Promise<TuningListView> {
    return this.#caller.call(
      { method: 'GET', path: PATH, shape: { items: 'list', invalid: 'list' } },
      options,
    );
  }

  /**
   * Publishes settings of an agent. Without `merge` they replace all that was set. Throws `RefusedError`
   * TUNING_INVALID.
   */
  set(agent: string, change: TuningChange, options?: CallOptions): Promise<TuningView> {
    const path = `${PATH}/${encodeURIComponent(agent)}`;
    return this.#caller.call({ method: 'PUT', path, body: change }, options);
  }

  /** Makes the workers of every agent use their own settings (`isStatic`), or the published ones again. */
  switch(change: TuningSwitchChange, options?: CallOptions): Promise<TuningSwitched> {
    return this.#caller.call({ method: 'PUT', path: PATH, body: change }, options);
  }
}
