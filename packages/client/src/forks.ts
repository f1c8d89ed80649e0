import type { RunForked, RunSteered } from './api-types.ts';
import { type CallOptions, type SteeringOptions, toActorHeader } from './call-options.ts';
import { createKey } from './create-key.ts';
import { diffRuns, type StepDifference } from './diff-runs.ts';
import type { HttpCaller } from './http-caller.ts';
import { idOf, pathOf } from './run-path.ts';
import { RunReading } from './run-reading.ts';
import type { RunLike } from './run-types.ts';

export interface ForkOptions {
  /** A step, which is done again with all behind it; or the number of the last event that counts. */
  readonly from: string | number;
  /**
   * `live`: steps act again. `recorded`: a call with the input that it had gets the outcome that it had, and any other waits
   * until its agent or workflow is allowed by name.
   */
  readonly effects: 'live' | 'recorded';
  /** Another input; absent: that of the source. */
  readonly input?: unknown;
  /** Another version of the same workflow. */
  readonly version?: string | undefined;
  /** Agents and workflows that may act in a fork with recorded effects. */
  readonly allow?: readonly string[] | undefined;
  /** One key, one fork. Absent: the client makes a new key, so that it can repeat the call safely. */
  readonly key?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** Forks of runs: `client.forks`. */
export class Forks {
  readonly #caller: HttpCaller;
  readonly #reading: RunReading;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
    this.#reading = new RunReading(caller);
  }

  /**
   * Forks a run: another run begins with the outcomes that this one had. Rejects with `RefusedError` RUN_UNKNOWN,
   * FORK_FROM_UNKNOWN, VERSION_UNKNOWN, INPUT_INVALID, FORK_TOO_LARGE, FLEET_OLDER.
   */
  start(
    run: RunLike,
    { from, effects, input, version, allow, key = createKey(), correlationId }: ForkOptions,
    options?: CallOptions,
  ): Promise<RunForked> {
    const call = {
      method: 'POST',
      path: `${pathOf(idOf(run))}/fork`,
      body: { from, effects, input, version, allow },
      headers: {
        'idempotency-key': key,
        ...(correlationId !== undefined && { 'x-correlation-id': correlationId }),
      },
      shape: { runId: 'text', status: 'text' },
    } as const;
    return this.#caller.call(call, options);
  }

  /** Lets agents and workflows act for real in a fork with recorded effects. Rejects with `RefusedError` RUN_NOT_FORKED, RUN_ENDED. */
  allow(
    run: RunLike,
    names: readonly string[],
    { by, ...options }: SteeringOptions = {},
  ): Promise<RunSteered> {
    const path = `${pathOf(idOf(run))}/allow`;
    const shape = { runId: 'text', status: 'text' } as const;
    const headers = toActorHeader(by);
    return this.#caller.call({ method: 'POST', path, body: { allow: names }, headers, shape }, options);
  }

  /** Compares two runs step by step, in the order of the first. Loads a few steps at a time. */
  diff(a: RunLike, b: RunLike, options?: CallOptions): AsyncGenerator<StepDifference, void> {
    return diffRuns(this.#reading, a, b, options);
  }
}
