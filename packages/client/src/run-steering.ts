import type { RunCancelled, RunSteered, SignalAccepted } from './api-types.ts';
import { type CallOptions, type SteeringOptions, toActorHeader } from './call-options.ts';
import { createKey } from './create-key.ts';
import type { HttpCaller } from './http-caller.ts';
import { idOf, pathOf } from './run-path.ts';
import type { RunLike } from './run-types.ts';

/** The methods of the client that steer a single run. */
export class RunSteering {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /**
   * Cancels a run at once. Harmless if it is cancelled. Rejects with `RefusedError` RUN_ENDED if it ended in another
   * way.
   */
  cancel(run: RunLike, options?: CallOptions): Promise<RunCancelled> {
    return this.#caller.call({ method: 'POST', path: `${pathOf(idOf(run))}/cancel` }, options);
  }

  /**
   * Pauses a run: no step begins until it is resumed. Harmless if it is paused. Rejects with `RefusedError` RUN_ENDED,
   * RUN_NOT_STARTED.
   */
  pause(run: RunLike, options?: SteeringOptions): Promise<RunSteered> {
    return this.#steer(run, 'pause', options);
  }

  /** Resumes a run. Harmless if it is not paused. Rejects with `RefusedError` RUN_ENDED. */
  resume(run: RunLike, options?: SteeringOptions): Promise<RunSteered> {
    return this.#steer(run, 'resume', options);
  }

  /**
   * Retries a run that failed or timed out, from its failed steps. The key is made here if none is given, so that a call that
   * is repeated because no answer came is one retry. Rejects with `RefusedError` RUN_NOT_RETRYABLE, also for another key while
   * the run goes on.
   */
  retry(
    run: RunLike,
    {
      steps,
      by,
      key = createKey(),
      ...options
    }: SteeringOptions & { readonly steps?: readonly string[] | undefined; readonly key?: string } = {},
  ): Promise<RunSteered> {
    const path = `${pathOf(idOf(run))}/retry`;
    const shape = { runId: 'text', status: 'text' } as const;
    const body = steps && { steps };
    const headers = { ...toActorHeader(by), 'idempotency-key': key };
    return this.#caller.call({ method: 'POST', path, body, headers, shape }, options);
  }

  /** Ends a run as `cancel` does, and skips the steps that would end it in good order. */
  terminate(run: RunLike, options?: SteeringOptions): Promise<RunCancelled> {
    return this.#steer(run, 'terminate', options);
  }

  #steer<T>(run: RunLike, verb: string, { by, ...options }: SteeringOptions = {}): Promise<T> {
    const path = `${pathOf(idOf(run))}/${verb}`;
    const shape = { runId: 'text', status: 'text' } as const;
    return this.#caller.call({ method: 'POST', path, headers: toActorHeader(by), shape }, options);
  }

  /**
   * Sends a signal to a run. The step that has waited longest for this name completes with the payload; if none waits,
   * the run keeps the signal for the next one. Without a `key` the client makes one, so that a repeated call is not a
   * second signal. Rejects with `RefusedError` SIGNAL_UNKNOWN, SIGNAL_INVALID, RUN_ENDED, MAILBOX_FULL,
   * SIGNAL_LIMIT.
   */
  signal(
    run: RunLike,
    name: string,
    payload: unknown = null,
    { by, key = createKey(), ...options }: SteeringOptions & { readonly key?: string } = {},
  ): Promise<SignalAccepted> {
    const path = `${pathOf(idOf(run))}/signals/${encodeURIComponent(name)}`;
    const headers = { ...toActorHeader(by), 'idempotency-key': key };
    const shape = { runId: 'text', name: 'text', key: 'text' } as const;
    return this.#caller.call({ method: 'POST', path, body: payload, headers, shape }, options);
  }
}
