import type { AgentWorker, BuiltInAgents } from '@ag06/agent-worker';
import type { Backend } from '@ag06/backend';
import { Client, type RunEnd, RunFailedError, type TypedWorkflow } from '@ag06/client';
import type { Dispatcher } from '@ag06/dispatcher';

/** How long `run` waits unless it is told otherwise. */
const WAIT_MS = 30_000;

/** What a test fleet consists of; all is started. */
export interface FleetParts {
  readonly url: string;
  readonly dispatcher: Dispatcher;
  readonly worker: AgentWorker;
  readonly builtIn: BuiltInAgents;
  readonly backend: Backend;
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

  /** Ends handlers that run after a second, and forgets everything. May be called twice. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    const { worker, builtIn, dispatcher, backend } = this.#parts;
    await worker.stop(1_000);
    await builtIn.close();
    await dispatcher.stop();
    await backend.close();
  }
}
