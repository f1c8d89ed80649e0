import { Client, type RunEnd, RunFailedError, type TypedWorkflow } from '@ag06/client';
import { Refusal } from '@ag06/contracts';
import type { Dispatcher } from '@ag06/dispatcher';
import { toDurationMs } from '@ag06/engine';
import type { MovableTime } from './movable-time.ts';

/** How long `run` waits unless it is told otherwise. */
const WAIT_MS = 30_000;

/** What a test fleet consists of; all is started. */
interface FleetParts {
  readonly url: string;
  readonly dispatcher: Dispatcher;
  /** Of store and queues; undefined on a server. */
  readonly time: MovableTime | undefined;
  /** Ends all. */
  readonly stop: () => Promise<void>;
}

export interface RunOptions {
  /** How many milliseconds the run may take; default 30,000. */
  readonly timeoutMs?: number;
}

/** A fleet of this process: a dispatcher and a worker in memory. Made by `startTestFleet`. */
export class TestFleet implements AsyncDisposable {
  /** The address of its API. */
  readonly url: string;
  /** The whole API, as other services use it. */
  readonly client: Client;
  readonly #parts: FleetParts;
  #stopped: Promise<void> | undefined;

  constructor(parts: FleetParts) {
    this.#parts = parts;
    this.url = parts.url;
    this.client = new Client({ url: parts.url, retryForMs: 0 });
  }

  /**
   * Runs a workflow, and resolves with its output. Rejects with `RunFailedError` if it ends in another way, with
   * `RefusedError` (WORKFLOW_UNKNOWN, INPUT_INVALID) if it does not start, and with an error that says what it waits for if it
   * takes longer than `timeoutMs`.
   */
  async run<Input, Output>(
    workflow: TypedWorkflow<Input, Output> | string,
    input: Input,
    options: RunOptions = {},
  ): Promise<Output> {
    const end = await this.end(workflow, input, options);
    if (end.status === 'completed') return end.output;
    throw new RunFailedError(end.runId, end.status, end.error);
  }

  /** Runs a workflow, and resolves with how it ended: completed, failed, cancelled or timed out. Rejects as `run` does else. */
  async end<Input, Output>(
    workflow: TypedWorkflow<Input, Output> | string,
    input: Input,
    { timeoutMs = WAIT_MS }: RunOptions = {},
  ): Promise<RunEnd<Output>> {
    const run = await this.client.submit<Input, Output>(workflow, input);
    const late = AbortSignal.timeout(timeoutMs);
    try {
      return await this.client.wait(run, { signal: late });
    } catch (cause) {
      if (!late.aborted) throw cause;
      const { sentences } = await this.client.explain(run);
      throw new Error(`The run ${run.runId} did not end within ${timeoutMs} ms. ${sentences.join(' ')}`, {
        cause,
      });
    }
  }

  /**
   * Moves the fleet's time ahead, as `'3d'`, `'90m'` or milliseconds. Whatever is due on the way (waits, retries, time-outs, deadlines,
   * schedules) happens in its order, and is done when this resolves; a handler that runs for more than two seconds is overtaken. Time-outs of
   * running handlers go by the clock of the process.
   *
   * Rejects with `Refusal` DURATION_INVALID, ADVANCE_TOO_FAR (more than 10,000 timers on the way), or TIME_NOT_MOVABLE of a fleet on a server.
   */
  async advance(duration: string | number): Promise<void> {
    const ms = toDurationMs(duration);
    if (ms === undefined)
      throw new Refusal(
        422,
        'DURATION_INVALID',
        `A duration is such as '3d' or 1500; got ${JSON.stringify(duration)}.`,
      );
    const { time, dispatcher } = this.#parts;
    if (time === undefined)
      throw new Refusal(
        422,
        'TIME_NOT_MOVABLE',
        'The time of a server is its own. Leave out brokerUrl: in memory, time can be moved.',
      );
    await time.advance(ms, () => dispatcher.wake());
  }

  /** Ends handlers that run after a second, and forgets everything. May be called twice. */
  stop(): Promise<void> {
    this.#stopped ??= this.#parts.stop();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
