import type { BreakerListView, BreakerView } from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';

/** The circuit breakers of a fleet. Each guards the calls to one dependency. Get it as `client.breakers`. */
export class Breakers {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** Returns the breakers of all dependencies that were ever called. */
  list(options?: CallOptions): Promise<BreakerListView> {
    const call = { method: 'GET', path: '/v1/breakers', shape: { items: 'list' } } as const;
    return this.#caller.call(call, options);
  }

  /** Returns the breaker of a dependency. Rejects with `RefusedError` BREAKER_UNKNOWN. */
  get(dependency: string, options?: CallOptions): Promise<BreakerView> {
    const path = `/v1/breakers/${encodeURIComponent(dependency)}`;
    return this.#caller.call({ method: 'GET', path, shape: { state: 'text' } }, options);
  }

  /**
   * Opens a breaker for as long as its settings say: no call gets through, its steps wait and use up no attempts. Then calls are
   * tried, as after failures. To hold work for longer, pause the agent (`client.pauses`). Returns its state.
   */
  open(dependency: string, options?: CallOptions): Promise<BreakerView> {
    return this.#move(dependency, 'open', options);
  }

  /** Closes a breaker: calls get through, and the steps that waited are dispatched. Returns its state. */
  close(dependency: string, options?: CallOptions): Promise<BreakerView> {
    return this.#move(dependency, 'close', options);
  }

  /** Turns a breaker off: calls get through however many fail, until it is closed. Returns its state. */
  turnOff(dependency: string, options?: CallOptions): Promise<BreakerView> {
    return this.#move(dependency, 'off', options);
  }

  #move(dependency: string, verb: string, options: CallOptions | undefined): Promise<BreakerView> {
    const path = `/v1/breakers/${encodeURIComponent(dependency)}/${verb}`;
    return this.#caller.call({ method: 'POST', path, shape: { state: 'text' } }, options);
  }
}
