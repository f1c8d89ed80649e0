import { allPages } from './all-pages.ts';
import type {
  BatchResultView,
  EventPageView,
  EventView,
  HealthView,
  ItemPageView,
  ItemView,
  RunDeleted,
  RunExplanationView,
  RunOpen,
  RunPageView,
  RunSummaryView,
  StepDetailView,
} from './api-types.ts';
import { type BatchItem, type BatchResult, toBatchResult } from './batch-result.ts';
import { Breakers } from './breakers.ts';
import { Bulks } from './bulks.ts';
import type { CallOptions } from './call-options.ts';
import type { ClientOptions } from './client-options.ts';
import { DeadLetters } from './dead-letters.ts';
import { RefusedError, RunFailedError } from './errors.ts';
import { Feed, type FeedOptions } from './feed.ts';
import { Fleet } from './fleet.ts';
import { HttpCaller } from './http-caller.ts';
import { Pauses } from './pauses.ts';
import { ResultPolls } from './result-polls.ts';
import { idOf, nameOf, pathOf } from './run-path.ts';
import { RunSteering } from './run-steering.ts';
import type {
  FeedFilter,
  Page,
  RunEnd,
  RunFilter,
  RunHandle,
  RunLike,
  RunView,
  SubmitOptions,
  TypedWorkflow,
} from './run-types.ts';
import { Schedules } from './schedules.ts';
import { toBatches } from './to-batches.ts';
import { toQuery } from './to-query.ts';
import { toRunsQuery } from './to-runs-query.ts';
import { Tuning } from './tuning.ts';
import { Workflows } from './workflows.ts';

const PAGE = 500;

/**
 * A fleet over HTTP: submits runs and waits for them, shows what is there, and steers it. Every call is repeated while
 * nobody answers (`retryForMs`), which is safe: submissions carry a key, and all else does the same when it comes twice.
 *
 * Every method throws `RefusedError` (what the fleet refused, with its code), `UnreachableError` (nobody answered),
 * `AnswerError` (no dispatcher answered), or the reason of the signal. Times in answers are RFC 3339 in UTC.
 */
export class Client extends RunSteering {
  /** Definitions: push, list, get, versions. */
  readonly workflows: Workflows;
  /** Workers, agents, queues, dead letters, targets of metrics. */
  readonly fleet: Fleet;
  /** Circuit breakers: list, open, close, turn off. */
  readonly breakers: Breakers;
  /** Deliveries that were set aside: get, redrive, delete. */
  readonly deadLetters: DeadLetters;
  /** One action on many runs: start, list, get, stop, follow. */
  readonly bulks: Bulks;
  /** Pauses of agents, workflows and the fleet: list, pause, resume. */
  readonly pauses: Pauses;
  /** Settings of agents: get, set, switch. */
  readonly tuning: Tuning;
  /** What starts runs by the clock. */
  readonly schedules: Schedules;
  readonly #caller: HttpCaller;
  readonly #polls: ResultPolls;

  /** @throws AddressError */
  constructor(options: ClientOptions = {}) {
    const caller = new HttpCaller(options);
    super(caller);
    this.#caller = caller;
    this.workflows = new Workflows(caller);
    this.fleet = new Fleet(caller);
    this.breakers = new Breakers(caller);
    this.deadLetters = new DeadLetters(caller);
    this.bulks = new Bulks(caller);
    this.pauses = new Pauses(caller);
    this.tuning = new Tuning(caller);
    this.schedules = new Schedules(caller);
    this.#polls = new ResultPolls({
      connections: options.connections ?? 8,
      ask: (runId, waitMs, signal) => this.#askResult(runId, waitMs, { signal }),
    });
  }

  /** Starts a run. Resolves when the fleet has it for good. */
  submit<Input, Output>(
    workflow: TypedWorkflow<Input, Output> | string,
    input: Input,
    { dedupeKey = crypto.randomUUID(), correlationId, ...options }: SubmitOptions & CallOptions = {},
  ): Promise<RunHandle<Output>> {
    const { version, priority, tags, delay, timeout, ...callOptions } = options;
    const call = {
      method: 'POST',
      path: '/v1/runs',
      body: { workflow: nameOf(workflow), input, version, priority, tags, delay, timeout },
      headers: {
        'idempotency-key': dedupeKey,
        ...(correlationId !== undefined && { 'x-correlation-id': correlationId }),
      },
      shape: { runId: 'text', status: 'text' },
    } as const;
    return this.#caller.call(call, callOptions);
  }

  /**
   * Starts many runs of one workflow, in as few calls as take them. One result for each, in order: none suffers for
   * another. Throws only when nobody answers, or for a call that is refused as a whole.
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
      dedupeKey: item.dedupeKey ?? crypto.randomUUID(),
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
   * Waits for the end of a run, whatever it is. Any number of runs may be waited for at a time: all of them share a few
   * requests that wait at the fleet's end. Bound it by `AbortSignal.timeout`.
   */
  async wait<Output>(
    run: RunLike<Output>,
    { signal }: Pick<CallOptions, 'signal'> = {},
  ): Promise<RunEnd<Output>> {
    return (await this.#polls.wait(idOf(run), signal)) as RunEnd<Output>;
  }

  /** Waits for the output of a run. Throws `RunFailedError` if it ends without. */
  async waitForOutput<Output>(run: RunLike<Output>, options?: Pick<CallOptions, 'signal'>): Promise<Output> {
    const end = await this.wait(run, options);
    if (end.status === 'completed') return end.output;
    throw new RunFailedError(end.runId, end.status, end.error);
  }

  /** How a run ended, or its status if it has not. Waits for nothing. */
  result<Output>(run: RunLike<Output>, options: CallOptions = {}): Promise<RunEnd<Output> | RunOpen> {
    return this.#askResult(idOf(run), 0, options) as Promise<RunEnd<Output> | RunOpen>;
  }

  #askResult(runId: string, waitMs: number, options: CallOptions): Promise<RunEnd | RunOpen> {
    const path = `${pathOf(runId)}/result${toQuery({ wait: waitMs })}`;
    return this.#caller.call({ method: 'GET', path, waitMs, shape: { status: 'text' } }, options);
  }

  /** A run with its steps, and why each that does not move does not. Throws `RefusedError` RUN_UNKNOWN. */
  get<Output>(run: RunLike<Output>, options?: CallOptions): Promise<RunView<Output>> {
    return this.#caller.call({ method: 'GET', path: pathOf(idOf(run)), shape: { status: 'text' } }, options);
  }

  /** Why a run does not move, in sentences and step by step. Throws `RefusedError` RUN_UNKNOWN. */
  explain(run: RunLike, options?: CallOptions): Promise<RunExplanationView> {
    const path = `${pathOf(idOf(run))}/explain`;
    return this.#caller.call({ method: 'GET', path, shape: { sentences: 'list', reasons: 'list' } }, options);
  }

  /** Deletes a run that has ended, with its log. Throws `RefusedError` RUN_OPEN, or RUN_UNKNOWN, also if it comes twice. */
  delete(run: RunLike, options?: CallOptions): Promise<RunDeleted> {
    return this.#caller.call({ method: 'DELETE', path: pathOf(idOf(run)) }, options);
  }

  /** Runs, newest first, page by page as they are asked for. */
  async *list(
    { pageSize = PAGE, ...filter }: RunFilter & { readonly pageSize?: number | undefined } = {},
    options?: CallOptions,
  ): AsyncGenerator<RunSummaryView, void> {
    yield* allPages((cursor) => this.listPage({ ...filter, limit: pageSize, cursor }, options));
  }

  /** One page of runs, newest first. A page of rare runs may be short or empty, and have a `next` all the same. */
  listPage(page: RunFilter & Page = {}, options?: CallOptions): Promise<RunPageView> {
    const path = `/v1/runs${toRunsQuery(page)}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /** A step of a run, or one item of a `forEach` step, with all its attempts. Throws `RefusedError` STEP_UNKNOWN. */
  step(
    run: RunLike,
    step: string,
    { item, ...options }: CallOptions & { readonly item?: number | undefined } = {},
  ): Promise<StepDetailView> {
    const path = `${pathOf(idOf(run))}/steps/${encodeURIComponent(step)}${toQuery({ item })}`;
    return this.#caller.call({ method: 'GET', path, shape: { attempts: 'list' } }, options);
  }

  /** The items of a `forEach` step by their number, page by page as they are asked for. */
  async *items(run: RunLike, step: string, options?: CallOptions): AsyncGenerator<ItemView, void> {
    yield* allPages((cursor) => this.itemPage(run, step, { limit: PAGE, cursor }, options));
  }

  /** One page of the items of a `forEach` step. */
  itemPage(
    run: RunLike,
    step: string,
    { limit, cursor }: Page = {},
    options?: CallOptions,
  ): Promise<ItemPageView> {
    const path = `${pathOf(idOf(run))}/items${toQuery({ step, limit, cursor })}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /** The events of a run so far, in order, from behind `after`, page by page as they are asked for. */
  async *events(
    run: RunLike,
    { after = 0, ...options }: CallOptions & { readonly after?: number | undefined } = {},
  ): AsyncGenerator<EventView, void> {
    for (let position: number | undefined = after; position !== undefined; ) {
      const path = `${pathOf(idOf(run))}/events${toQuery({ after: position, limit: PAGE })}`;
      const call = { method: 'GET', path, shape: { events: 'list' } } as const;
      const page: EventPageView = await this.#caller.call(call, options);
      yield* page.events;
      position = page.next;
    }
  }

  /** Follows what happens in all runs, or in those of the filter, until the signal aborts. */
  feed(filter: FeedFilter = {}, options: FeedOptions = {}): Feed {
    return new Feed(this.#caller, filter, options);
  }

  /** How the fleet is, part by part, as one of its dispatchers sees it; also when it is unhealthy. */
  health(options?: CallOptions): Promise<HealthView> {
    const shape = { status: 'text', components: 'list' } as const;
    return this.#caller.call({ method: 'GET', path: '/health', alsoStatus: 503, shape }, options);
  }
}
