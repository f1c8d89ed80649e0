import type { BreakerListView, BreakerView } from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';

/** The circuit breakers of a fleet, by the dependency whose calls they guard. */
export class Breakers {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** Those of all dependencies that were ever called. */
  list(options?: CallOptions): Promise<BreakerListView> {
    const call = { method: 'GET', path: '/v1/breakers', shape: { items: 'list' } } as const;
    return this.#caller.call(call, options);
  }

  /** Lets no call through from now on; steps wait, and spend no attempt. */
  open(dependency: string, options?: CallOptions): Promise<BreakerView> {
    return this.#move(dependency, 'open', options);
  }

  /** Lets calls through, and dispatches what waited. */
  close(dependency: string, options?: CallOptions): Promise<BreakerView> {
    return this.#move(dependency, 'close', options);
  }

  /** Lets calls through whatever they return, until it is closed. */
  turnOff(dependency: string, options?: CallOptions): Promise<BreakerView> {
    return this.#move(dependency, 'off', options);
  }

  #move(dependency: string, verb: string, options: CallOptions | undefined): Promise<BreakerView> {
    const path = `/v1/breakers/${encodeURIComponent(dependency)}/${verb}`;
    return this.#caller.call({ method: 'POST', path, shape: { state: 'text' } }, options);
  }
}
