import type { RunCancelled, RunSteered, SignalAccepted } from './api-types.ts';
import { type CallOptions, type SteeringOptions, toActorHeader } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';
import { idOf, pathOf } from './run-path.ts';
import type { RunLike } from './run-types.ts';

/** What is done to a run that is on its way. */
export class RunSteering {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** Ends a run at once; harmless if it was cancelled already. Throws `RefusedError` RUN_ENDED if it ended otherwise. */
  cancel(run: RunLike, options?: CallOptions): Promise<RunCancelled> {
    return this.#caller.call({ method: 'POST', path: `${pathOf(idOf(run))}/cancel` }, options);
  }

  /** Begins nothing more of a run until it resumes; harmless if it is paused. Throws `RefusedError` RUN_ENDED, RUN_NOT_STARTED. */
  pause(run: RunLike, options?: SteeringOptions): Promise<RunSteered> {
    return this.#steer(run, 'pause', options);
  }

  /** Goes on with a run that is paused; harmless if it is not. Throws `RefusedError` RUN_ENDED. */
  resume(run: RunLike, options?: SteeringOptions): Promise<RunSteered> {
    return this.#steer(run, 'resume', options);
  }

  /** Goes on with a failed run from its failed steps. Throws `RefusedError` RUN_NOT_RETRYABLE, also if it goes on already. */
  retry(
    run: RunLike,
    { steps, by, ...options }: SteeringOptions & { readonly steps?: readonly string[] | undefined } = {},
  ): Promise<RunSteered> {
    const path = `${pathOf(idOf(run))}/retry`;
    const shape = { runId: 'text', status: 'text' } as const;
    const body = steps && { steps };
    return this.#caller.call({ method: 'POST', path, body, headers: toActorHeader(by), shape }, options);
  }

  /** As `cancel`, whatever the run would have to do yet to end in good order. */
  terminate(run: RunLike, options?: SteeringOptions): Promise<RunCancelled> {
    return this.#steer(run, 'terminate', options);
  }

  #steer<T>(run: RunLike, verb: string, { by, ...options }: SteeringOptions = {}): Promise<T> {
    const path = `${pathOf(idOf(run))}/${verb}`;
    const shape = { runId: 'text', status: 'text' } as const;
    return this.#caller.call({ method: 'POST', path, headers: toActorHeader(by), shape }, options);
  }

  /**
   * Sends a signal to a run: the step that has been waiting longest for this name completes with the payload, or the run
   * keeps it for the next one. The key is made here if none is given, so that a repeat is no second signal. Throws
   * `RefusedError` SIGNAL_UNKNOWN, SIGNAL_INVALID, RUN_ENDED, MAILBOX_FULL.
   */
  signal(
    run: RunLike,
    name: string,
    payload: unknown = null,
    { by, key = crypto.randomUUID(), ...options }: SteeringOptions & { readonly key?: string } = {},
  ): Promise<SignalAccepted> {
    const path = `${pathOf(idOf(run))}/signals/${encodeURIComponent(name)}`;
    const headers = { ...toActorHeader(by), 'idempotency-key': key };
    const shape = { runId: 'text', name: 'text', key: 'text' } as const;
    return this.#caller.call({ method: 'POST', path, body: payload, headers, shape }, options);
  }
}
