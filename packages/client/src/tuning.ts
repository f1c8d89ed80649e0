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
    const path = `${PATH}/${encodeURIComponent(agent)}`;
    return this.#caller.call({ method: 'PUT', path, body: change }, options);
  }

  /** Makes all workers use their own settings (`isStatic`), or the published ones again. */
  switch(change: TuningSwitchChange, options?: CallOptions): Promise<TuningSwitched> {
    return this.#caller.call({ method: 'PUT', path: PATH, body: change }, options);
  }
}
