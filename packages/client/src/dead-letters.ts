import type { DeadLetterDeleted, DeadLetterRedriven, DeadLetterView } from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';

/**
 * Single dead letters. `fleet.deadLetters` lists them; `bulks.startDeadLetters` acts on many. Get it as
 * `client.deadLetters`.
 */
export class DeadLetters {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** Returns a dead letter with its reason and remedy. Rejects with `RefusedError` DEAD_LETTER_UNKNOWN. */
  get(id: string, options?: CallOptions): Promise<DeadLetterView> {
    return this.#caller.call({ method: 'GET', path: pathOf(id), shape: { id: 'text' } }, options);
  }

  /**
   * Processes the delivery again, and removes the dead letter. A submission becomes one run, however often it is
   * redriven; an activation makes its run go on. Rejects with `RefusedError` DEAD_LETTER_FINAL, DEAD_LETTER_REFUSED, or
   * DEAD_LETTER_UNKNOWN, also the second time.
   */
  redrive(id: string, options?: CallOptions): Promise<DeadLetterRedriven> {
    const call = { method: 'POST', path: `${pathOf(id)}/redrive`, shape: { runId: 'text' } } as const;
    return this.#caller.call(call, options);
  }

  /** Deletes a dead letter. Rejects with `RefusedError` DEAD_LETTER_UNKNOWN, also the second time. */
  delete(id: string, options?: CallOptions): Promise<DeadLetterDeleted> {
    return this.#caller.call({ method: 'DELETE', path: pathOf(id) }, options);
  }
}

const pathOf = (id: string): string => `/v1/dead-letters/${encodeURIComponent(id)}`;
