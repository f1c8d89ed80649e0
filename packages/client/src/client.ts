import { type Problem, RefusedError, RunFailedError } from './errors.ts';
import { type CallerOptions, HttpCaller } from './http-caller.ts';
import { ResultPolls } from './result-polls.ts';
import type {
  CallOptions,
  PushedWorkflow,
  RunEnd,
  RunEvent,
  RunFilter,
  RunSummary,
  RunView,
  SubmitOptions,
} from './run-views.ts';
import { toBatches } from './to-batches.ts';
import { toQuery } from './to-query.ts';
import type { RunHandle, TypedWorkflow } from './workflow-types.ts';

const EVENTS_PAGE = 500;

export interface ClientOptions extends CallerOptions {
  /** Requests that wait for results at a time, however many runs are waited for; default 8. */
  readonly connections?: number;
}

/** One of a batch: a run, or why it is none. */
export type BatchResult<Output = unknown> = RunHandle<Output> | { readonly error: RefusedError };

export type BatchItem<Input = unknown> = SubmitOptions & { readonly input: Input };

/** A run, as `submit` gave it or by its id. */
type RunLike<Output> = RunHandle<Output> | string;

/**
 * Submits runs to a fleet over HTTP and waits for them. Every call is repeated while nobody answers (`retryForMs`), which
 * is safe: submissions carry a key. All throw `RefusedError`, `UnreachableError`, or the reason of the signal.
 */
export class Client {
  readonly #caller: HttpCaller;
  readonly #polls: ResultPolls;

  /** @throws AddressError */
  constructor(options: ClientOptions = {}) {
    this.#caller = new HttpCaller(options);
    this.#polls = new ResultPolls({
      connections: options.connections ?? 8,
      ask: (runId, waitMs, signal) =>
        this.#caller.call({ method: 'GET', path: `${pathOf(runId)}/result?wait=${waitMs}`, signal }),
    });
  }

  /** Saves a definition, or a workflow in TypeScript, as the latest version of its name. */
  push(workflow: object, { signal }: CallOptions = {}): Promise<PushedWorkflow> {
    const body = 'definition' in workflow ? workflow.definition : workflow;
    return this.#caller.call({ method: 'POST', path: '/v1/workflows', body, signal });
  }

  /** Starts a run. Resolves when the fleet has it for good. */
  submit<Input, Output>(
    workflow: TypedWorkflow<Input, Output> | string,
    input: Input,
    options: SubmitOptions & CallOptions = {},
  ): Promise<RunHandle<Output>> {
    const { signal, dedupeKey = crypto.randomUUID(), correlationId, ...more } = options;
    return this.#caller.call({
      method: 'POST',
      path: '/v1/runs',
      body: { workflow: nameOf(workflow), input, ...more },
      headers: {
        'idempotency-key': dedupeKey,
        ...(correlationId !== undefined && { 'x-correlation-id': correlationId }),
      },
      signal,
    });
  }

  /**
   * Starts many runs of one workflow, in as few calls as take them. One result for each, in order: none suffers for
   * another. Throws only when nobody answers, or for a call that is refused as a whole.
   */
  async submitBatch<Input, Output>(
    workflow: TypedWorkflow<Input, Output> | string,
    items: readonly BatchItem<Input>[],
    { signal }: CallOptions = {},
  ): Promise<readonly BatchResult<Output>[]> {
    const name = nameOf(workflow);
    const runs = items.map((item) => ({
      workflow: name,
      ...item,
      dedupeKey: item.dedupeKey ?? crypto.randomUUID(),
    }));
    const results: BatchResult<Output>[] = [];
    for (const batch of toBatches(runs)) results.push(...(await this.#submitCall<Output>(batch, signal)));
    return results;
  }

  async #submitCall<Output>(
    runs: readonly unknown[],
    signal: AbortSignal | undefined,
  ): Promise<readonly BatchResult<Output>[]> {
    try {
      const call = { method: 'POST', path: '/v1/runs/batch', body: { runs }, signal } as const;
      const answer = await this.#caller.call<{ results: (RunHandle<Output> | { problem: Problem })[] }>(call);
      return answer.results.map(toBatchResult);
    } catch (error) {
      if (runs.length === 1 && error instanceof RefusedError && error.status === 413) return [{ error }];
      throw error;
    }
  }

  /**
   * Waits for the end of a run, whatever it is. Any number of runs may be waited for at a time: all of them share a few
   * requests that wait at the fleet's end. Bound it by `AbortSignal.timeout`.
   */
  async wait<Output>(run: RunLike<Output>, { signal }: CallOptions = {}): Promise<RunEnd<Output>> {
    return (await this.#polls.wait(idOf(run), signal)) as RunEnd<Output>;
  }

  /** Waits for the output of a run. Throws `RunFailedError` if it ends without. */
  async waitForOutput<Output>(run: RunLike<Output>, options: CallOptions = {}): Promise<Output> {
    const end = await this.wait(run, options);
    if (end.status === 'completed') return end.output;
    throw new RunFailedError(end.runId, end.status, end.error);
  }

  get<Output>(run: RunLike<Output>, { signal }: CallOptions = {}): Promise<RunView<Output>> {
    return this.#caller.call({ method: 'GET', path: pathOf(idOf(run)), signal });
  }

  /** Ends a run at once; harmless if it was cancelled already. Throws `RefusedError` RUN_ENDED if it ended otherwise. */
  async cancel(run: RunLike<unknown>, { signal }: CallOptions = {}): Promise<void> {
    await this.#caller.call({ method: 'POST', path: `${pathOf(idOf(run))}/cancel`, signal });
  }

  /** Runs, newest first, page by page as they are asked for. */
  async *list(filter: RunFilter = {}, { signal }: CallOptions = {}): AsyncGenerator<RunSummary, void> {
    let cursor: string | undefined;
    do {
      const path = `/v1/runs?${toQuery(filter, cursor)}`;
      const page = await this.#caller.call<{ items: RunSummary[]; next?: string }>({
        method: 'GET',
        path,
        signal,
      });
      yield* page.items;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  /** The events of a run so far, in order, from behind `after`. */
  async *events(
    run: RunLike<unknown>,
    { signal, after = 0 }: CallOptions & { readonly after?: number } = {},
  ): AsyncGenerator<RunEvent, void> {
    let position: number | undefined = after;
    do {
      const path = `${pathOf(idOf(run))}/events?after=${position}&limit=${EVENTS_PAGE}`;
      const page: { events: RunEvent[]; next?: number } = await this.#caller.call({
        method: 'GET',
        path,
        signal,
      });
      yield* page.events;
      position = page.next;
    } while (position !== undefined);
  }
}

const nameOf = (workflow: { readonly name: string } | string): string =>
  typeof workflow === 'string' ? workflow : workflow.name;

const idOf = (run: RunLike<unknown>): string => (typeof run === 'string' ? run : run.runId);

const pathOf = (runId: string): string => `/v1/runs/${encodeURIComponent(runId)}`;

function toBatchResult<Output>(
  result: RunHandle<Output> | { readonly problem: Problem },
): BatchResult<Output> {
  return 'problem' in result ? { error: new RefusedError(result.problem) } : result;
}
