import { allPages } from './all-pages.ts';
import type {
  EventPageView,
  EventView,
  ItemPageView,
  ItemView,
  RunExplanationView,
  RunTreeView,
  StepDetailView,
} from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';
import { idOf, pathOf } from './run-path.ts';
import { RunSteering } from './run-steering.ts';
import type { Page, RunLike, RunView, TreeBounds } from './run-types.ts';
import { toQuery } from './to-query.ts';

const PAGE = 500;

/** The methods of the client that read a single run. */
export class RunReading extends RunSteering {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    super(caller);
    this.#caller = caller;
  }

  /** Returns a run with its steps, and the reason of each step that waits. Rejects with `RefusedError` RUN_UNKNOWN. */
  get<Output>(run: RunLike<Output>, options?: CallOptions): Promise<RunView<Output>> {
    return this.#caller.call({ method: 'GET', path: pathOf(idOf(run)), shape: { status: 'text' } }, options);
  }

  /**
   * Returns a run with the runs that it started, and those that these started. `list({ parent })` yields all children of a
   * run. Rejects with `RefusedError` RUN_UNKNOWN.
   */
  tree(
    run: RunLike,
    { limit, children, depth, ...options }: TreeBounds & CallOptions = {},
  ): Promise<RunTreeView> {
    const path = `${pathOf(idOf(run))}/tree${toQuery({ limit, children, depth })}`;
    return this.#caller.call({ method: 'GET', path, shape: { nodes: 'list' } }, options);
  }

  /** Explains in sentences, step by step, why a run does not move. Rejects with `RefusedError` RUN_UNKNOWN. */
  explain(run: RunLike, options?: CallOptions): Promise<RunExplanationView> {
    const path = `${pathOf(idOf(run))}/explain`;
    return this.#caller.call({ method: 'GET', path, shape: { sentences: 'list', reasons: 'list' } }, options);
  }

  /**
   * Returns a step of a run, or one item of a `forEach` step, with all its attempts. Rejects with `RefusedError`
   * STEP_UNKNOWN.
   */
  step(
    run: RunLike,
    step: string,
    { item, ...options }: CallOptions & { readonly item?: number | undefined } = {},
  ): Promise<StepDetailView> {
    const path = `${pathOf(idOf(run))}/steps/${encodeURIComponent(step)}${toQuery({ item })}`;
    return this.#caller.call({ method: 'GET', path, shape: { attempts: 'list' } }, options);
  }

  /** Yields the items of a `forEach` step by their number. Loads a page only when its first item is asked for. */
  async *items(run: RunLike, step: string, options?: CallOptions): AsyncGenerator<ItemView, void> {
    yield* allPages((cursor) => this.itemPage(run, step, { limit: PAGE, cursor }, options));
  }

  /** Returns one page of the items of a `forEach` step, by their number. */
  itemPage(
    run: RunLike,
    step: string,
    { limit, cursor }: Page = {},
    options?: CallOptions,
  ): Promise<ItemPageView> {
    const path = `${pathOf(idOf(run))}/items${toQuery({ step, limit, cursor })}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /**
   * Yields the events that a run has so far, in order, beginning after the number `after`. Loads a page only when its first
   * event is asked for.
   */
  async *events(
    run: RunLike,
    {
      after = 0,
      pageSize = PAGE,
      ...options
    }: CallOptions & { readonly after?: number | undefined; readonly pageSize?: number | undefined } = {},
  ): AsyncGenerator<EventView, void> {
    for (let position: number | undefined = after; position !== undefined; ) {
      const path = `${pathOf(idOf(run))}/events${toQuery({ after: position, limit: pageSize })}`;
      const call = { method: 'GET', path, shape: { events: 'list' } } as const;
      const page: EventPageView = await this.#caller.call(call, options);
      yield* page.events;
      position = page.next;
    }
  }
}
