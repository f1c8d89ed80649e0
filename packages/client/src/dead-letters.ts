import type { DeadLetterDeleted, DeadLetterRedriven, DeadLetterView } from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';

/** Deliveries that were set aside, one by one; `fleet.deadLetters` lists them, `bulks.startDeadLetters` is for many. */
export class DeadLetters {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** Throws `RefusedError` DEAD_LETTER_UNKNOWN. */
  get(id: string, options?: CallOptions): Promise<DeadLetterView> {
    return this.#caller.call({ method: 'GET', path: pathOf(id), shape: { id: 'text' } }, options);
  }

  /**
   * Does once more what it was about, and forgets it: a submission becomes one run, however often it is redriven; of an
   * agent's job the run goes on. Throws `RefusedError` DEAD_LETTER_FINAL, DEAD_LETTER_REFUSED, or DEAD_LETTER_UNKNOWN, also
   * if it comes twice.
   */
  redrive(id: string, options?: CallOptions): Promise<DeadLetterRedriven> {
    const call = { method: 'POST', path: `${pathOf(id)}/redrive`, shape: { runId: 'text' } } as const;
    return this.#caller.call(call, options);
  }

  /** Forgets it. Throws `RefusedError` DEAD_LETTER_UNKNOWN, also if it comes twice. */
  delete(id: string, options?: CallOptions): Promise<DeadLetterDeleted> {
    return this.#caller.call({ method: 'DELETE', path: pathOf(id) }, options);
  }
}

const pathOf = (id: string): string => `/v1/dead-letters/${encodeURIComponent(id)}`;
