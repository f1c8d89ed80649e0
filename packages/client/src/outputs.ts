import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';
import { idOf, pathOf } from './run-path.ts';
import type { RunLike } from './run-types.ts';
import { toQuery } from './to-query.ts';

/** Reads outputs of any size: `client.outputs`. */
export class Outputs {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /**
   * Yields the output of a step, or of one item of it, as it is sent: JSON in UTF-8. The call is not repeated once its first
   * bytes came. Rejects with `RefusedError` RUN_UNKNOWN or OUTPUT_UNKNOWN.
   */
  async *read(
    run: RunLike,
    step: string,
    { item, ...options }: CallOptions & { readonly item?: number | undefined } = {},
  ): AsyncGenerator<Uint8Array, void, void> {
    const path = `${pathOf(idOf(run))}/steps/${encodeURIComponent(step)}/output${toQuery({ item })}`;
    yield* await this.#caller.open({ method: 'GET', path }, options, 'application/json');
  }
}
