import { allPages } from './all-pages.ts';
import type {
  BatchResultView,
  CorrelationEntryView,
  FeedEventView,
  HealthView,
  RunDeleted,
  RunOpen,
  RunPageView,
  RunSummaryView,
} from './api-types.ts';
import { Approvals } from './approvals.ts';
import { Archive } from './archive.ts';
import { type BatchItem, type BatchResult, toBatchResult } from './batch-result.ts';
import { Breakers } from './breakers.ts';
import { Bulks } from './bulks.ts';
import type { CallOptions } from './call-options.ts';
import type { ClientOptions } from './client-options.ts';
import { createKey } from './create-key.ts';
import { DeadLetters } from './dead-letters.ts';
import { RefusedError, RunFailedError } from './errors.ts';
import { Experiments } from './experiments.ts';
import { Feed, type FeedOptions } from './feed.ts';
import { toFeedSource } from './feed-source.ts';
import { Fleet } from './fleet.ts';
import { Forks } from './forks.ts';
import { History } from './history.ts';
import { HttpCaller } from './http-caller.ts';
import { Outputs } from './outputs.ts';
import { Pauses } from './pauses.ts';
import { isEnd, ResultPolls } from './result-polls.ts';
import { idOf, nameOf, pathOf } from './run-path.ts';
import { RunReading } from './run-reading.ts';
import type {
  FeedFilter,
  Page,
  RunEnd,
  RunFilter,
  RunHandle,
  RunLike,
  SubmitOptions,
  TypedWorkflow,
} from './run-types.ts';
import { Schedules } from './schedules.ts';
import { type CorrelationOptions, readCorrelation } from './streams/read-correlation.ts';
import { Streams } from './streams/streams.ts';
import { toBatches } from './to-batches.ts';
import { toQuery } from './to-query.ts';
import { toRunsQuery } from './to-runs-query.ts';
import { toSubmission } from './to-submission.ts';
import { Tuning } from './tuning.ts';
import { Workflows } from './workflows.ts';

const PAGE = 500;
/** How long a submission waits for the end of its run, before the run takes turns with others. */
const RUN_WAIT_MS = 10_000;

/**
 * Talks to a fleet over HTTP: submits runs, waits for them, lists them and steers them. Every call is repeated while no
 * dispatcher answers (`retryForMs`). This is safe, because submissions carry a key and all other calls are idempotent.
 *
 * Every method rejects with `RefusedError` (the fleet refused, with a code), `UnreachableError` (nothing answered),
 * `AnswerError` (something other than a dispatcher answered), or the reason of the signal. Times in answers are RFC
 * 3339 in UTC.
 */
export class Client extends RunReading {
  /** Definitions: push, list, get, versions. */
  readonly workflows: Workflows;
  /** Workers, agents, queues, dead letters, targets of metrics. */
  readonly fleet: Fleet;
  /** What waits for the answer of a person: list, answer. */
  readonly approvals: Approvals;
  /** Looks back at a run: state, export. */
  readonly history: History;
  /** Outputs of steps, of any size: read. */
  readonly outputs: Outputs;
  /** Finished runs that left the store: show, segments, listPage, verify, prune. */
  readonly archive: Archive;
  /** Forks of runs: start, allow; and diff, which compares two runs. */
  readonly forks: Forks;
  /** Circuit breakers: list, open, close, turn off. */
  readonly breakers: Breakers;
  /** Dead letters, which are deliveries that were set aside: get, redrive, delete. */
  readonly deadLetters: DeadLetters;
  /** One action on many runs: start, list, get, stop, follow. */
  readonly bulks: Bulks;
  /** Pauses of agents, workflows and the fleet: list, pause, resume. */
  readonly pauses: Pauses;
  /** Experiments on settings of agents: start, list, show, record, decide, promote, stop. */
  readonly experiments: Experiments;
  /** Settings of agents: get, set, switch. */
  readonly tuning: Tuning;
  /** Schedules, which start runs by the clock: put, list, get, pause, resume, trigger, backfill, delete. */
  readonly schedules: Schedules;
  /** Streams of events: append, list, get, read, feed, delete, and groups of consumers. */
  readonly streams: Streams;
  readonly #caller: HttpCaller;
  readonly #polls: ResultPolls;

  /** Sends nothing yet. Throws `AddressError`. */
  constructor(options: ClientOptions = {}) {
    const caller = new HttpCaller(options);
    super(caller);
    this.#caller = caller;
    this.workflows = new Workflows(caller);
    this.fleet = new Fleet(caller);
    this.approvals = new Approvals(caller);
    this.history = new History(caller);
    this.outputs = new Outputs(caller);
    this.archive = new Archive(caller);
    this.forks = new Forks(caller);
    this.breakers = new Breakers(caller);
    this.deadLetters = new DeadLetters(caller);
    this.bulks = new Bulks(caller);
    this.pauses = new Pauses(caller);
    this.experiments = new Experiments(caller);
    this.tuning = new Tuning(caller);
    this.schedules = new Schedules(caller);
    this.streams = new Streams(caller);
    this.#polls = new ResultPolls({
      connections: options.connections ?? 8,
      ask: (runId, waitMs, signal) => this.#askResult(runId, waitMs, { signal }),
    });
  }

  /**
   * Starts a run. Resolves with its id once the fleet has stored it. Rejects with `RefusedError` WORKFLOW_UNKNOWN,
   * INPUT_INVALID.
   */
  submit<Input, Output>(
    workflow: TypedWorkflow<Input, Output> | string,
    input: Input,
    options: SubmitOptions & CallOptions = {},
  ): Promise<RunHandle<Output>> {
    return this.#caller.call(...toSubmission(workflow, input, options, 0));
  }

  /**
   * Starts a run, waits until it has completed, and resolves with its output: one request in all, if the run ends within
   * seconds. Rejects with `RunFailedError` if it ends in another way, and as `submit`. It waits without a limit; a signal that
   * aborts ends the wait, and not the run.
   */
  async run<Input, Output>(
    workflow: TypedWorkflow<Input, Output> | string,
    input: Input,
    options: SubmitOptions & CallOptions = {},
  ): Promise<Output> {
    const giveBack = this.#polls.lend();
    let answer: RunHandle<Output> | RunEnd<Output>;
    try {
      const waitMs = giveBack === undefined ? 0 : RUN_WAIT_MS;
      answer = await this.#caller.call(...toSubmission(workflow, input, options, waitMs));
    } finally {
      giveBack?.();
    }
    return toOutput(isEnd(answer) ? answer : await this.wait<Output>(answer, options));
  }

  /**
   * Starts many runs of one workflow, in as few calls as possible. Resolves with one result for each submission, in
   * order: one that is refused does not affect the others. Rejects only if nothing answers, or if a call is refused as
   * a whole.
   */
  async submitBatch<Input, Output>(
    workflow: TypedWorkflow<Input, Output> | string,
    items: readonly BatchItem<Input>[],
    options: CallOptions = {},
  ): Promise<readonly BatchResult<Output>[]> {
    const name = nameOf(workflow);
    const runs = items.map((item) => ({
      workflow: name,
      ...item,
      dedupeKey: item.dedupeKey ?? createKey(),
    }));
    const results: BatchResult<Output>[] = [];
    for (const batch of toBatches(runs)) results.push(...(await this.#submitCall<Output>(batch, options)));
    return results;
  }

  async #submitCall<Output>(
    runs: readonly unknown[],
    options: CallOptions,
  ): Promise<readonly BatchResult<Output>[]> {
    const call = {
      method: 'POST',
      path: '/v1/runs/batch',
      body: { runs },
      shape: { results: 'list' },
    } as const;
    try {
      return (await this.#caller.call<BatchResultView>(call, options)).results.map(toBatchResult<Output>);
    } catch (error) {
      if (runs.length === 1 && error instanceof RefusedError && error.status === 413) return [{ error }];
      throw error;
    }
  }

  /**
   * Waits until a run has ended, and resolves with its status and its output or error. Any number of runs can be waited
   * for at a time: all share a few long-polling requests. It waits without a limit; pass `AbortSignal.timeout` to have
   * one.
   */
  async wait<Output>(
    run: RunLike<Output>,
    { signal }: Pick<CallOptions, 'signal'> = {},
  ): Promise<RunEnd<Output>> {
    return (await this.#polls.wait(idOf(run), signal)) as RunEnd<Output>;
  }

  /**
   * Waits until a run has completed, and resolves with its output. Rejects with `RunFailedError` if it ends in another
   * way.
   */
  async waitForOutput<Output>(run: RunLike<Output>, options?: Pick<CallOptions, 'signal'>): Promise<Output> {
    return toOutput(await this.wait(run, options));
  }

  /** Returns how a run ended, or its status if it is still open. Waits for the end up to `waitMs` (0), at most a minute. */
  result<Output>(
    run: RunLike<Output>,
    { waitMs = 0, ...options }: CallOptions & { readonly waitMs?: number } = {},
  ): Promise<RunEnd<Output> | RunOpen> {
    return this.#askResult(idOf(run), waitMs, options) as Promise<RunEnd<Output> | RunOpen>;
  }

  #askResult(runId: string, waitMs: number, options: CallOptions): Promise<RunEnd | RunOpen> {
    const path = `${pathOf(runId)}/result${toQuery({ wait: waitMs })}`;
    return this.#caller.call({ method: 'GET', path, waitMs, shape: { status: 'text' } }, options);
  }

  /**
   * Deletes a run that has ended, with its log. Rejects with `RefusedError` RUN_OPEN, RUN_ON_HOLD, or RUN_UNKNOWN, also the second
   * time.
   */
  delete(run: RunLike, options?: CallOptions): Promise<RunDeleted> {
    return this.#caller.call({ method: 'DELETE', path: pathOf(idOf(run)) }, options);
  }

  /** Yields runs, newest first. Loads a page only when its first run is asked for. */
  async *list(
    { pageSize = PAGE, ...filter }: RunFilter & { readonly pageSize?: number | undefined } = {},
    options?: CallOptions,
  ): AsyncGenerator<RunSummaryView, void> {
    yield* allPages((cursor) => this.listPage({ ...filter, limit: pageSize, cursor }, options));
  }

  /**
   * Returns one page of runs, newest first. A page can be short or empty and still have a `next`, if few runs match.
   */
  listPage(page: RunFilter & Page = {}, options?: CallOptions): Promise<RunPageView> {
    const path = `/v1/runs${toRunsQuery(page)}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /**
   * Returns the live feed of the events of all runs, or of those that match the filter. It ends when the signal aborts.
   */
  feed(filter: FeedFilter = {}, options: FeedOptions = {}): Feed<FeedEventView> {
    return new Feed(this.#caller, toFeedSource(filter), options);
  }

  /** Yields all that happened under a correlation id, in runs and in streams, by time. Loads it page by page. */
  correlation(
    correlationId: string,
    options?: CorrelationOptions,
  ): AsyncGenerator<CorrelationEntryView, void> {
    return readCorrelation(this.#caller, correlationId, options);
  }

  /** Returns the fleet's health, part by part, as one dispatcher sees it. Resolves for an unhealthy fleet, too. */
  health(options?: CallOptions): Promise<HealthView> {
    const shape = { status: 'text', components: 'list' } as const;
    return this.#caller.call({ method: 'GET', path: '/health', alsoStatus: 503, shape }, options);
  }
}

function toOutput<Output>(end: RunEnd<Output>): Output {
  if (end.status === 'completed') return end.output;
  throw new RunFailedError(end.runId, end.status, end.error);
}
