import type {
  Duration,
  FailureView,
  FeedEventView,
  RunAccepted,
  RunSubmission,
  RunSummaryView,
  Timeout,
  RunView as UntypedRunView,
} from './api-types.ts';

export type RunStatus = RunSummaryView['status'];
export type TerminalRunStatus = 'completed' | 'failed' | 'cancelled' | 'timed_out';
export type Priority = NonNullable<RunSubmission['priority']>;
export type EventType = FeedEventView['type'];

/** A word that is known here, or one of a later release of the fleet, which judges it. */
type Known<Word extends string> = Word | (string & {});

/**
 * A workflow with the types of its input and output, such as `workflow()` of `@ag06/agent-kit` makes it. The client needs
 * its name alone.
 */
export interface TypedWorkflow<Input = unknown, Output = unknown> {
  readonly name: string;
  /** Never set: it carries the types. */
  readonly '~types'?: { readonly input: Input; readonly output: Output } | undefined;
}

/** A run of which the type of its output is known. */
export interface RunHandle<Output = unknown> extends Readonly<RunAccepted> {
  /** Never set: it carries the type. */
  readonly '~output'?: Output | undefined;
}

/** A run, as `submit` gave it, or its id. */
export type RunLike<Output = unknown> = RunHandle<Output> | string;

/** What a submission may say besides its workflow and input. */
export interface SubmitOptions {
  readonly version?: string | undefined;
  readonly priority?: Known<Priority> | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The run starts so much later: milliseconds, or text such as `30s`. */
  readonly delay?: Duration | undefined;
  /** Of the whole run: milliseconds, or text such as `10m`. */
  readonly timeout?: Timeout | undefined;
  /** One key, one run, for as long as the fleet remembers it (7 days). Without one, each submission has a new one, so that it can be repeated safely. */
  readonly dedupeKey?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** A run with its steps. */
export type RunView<Output = unknown> = Omit<UntypedRunView, 'output'> & { output?: Output };

/** How a run ended. */
export type RunEnd<Output = unknown> =
  | { readonly runId: string; readonly status: 'completed'; readonly output: Output }
  | {
      readonly runId: string;
      readonly status: Exclude<TerminalRunStatus, 'completed'>;
      readonly error: FailureView;
    };

/** A value, or `[gt:|gte:|lt:|lte:|prefix:]<value>`. */
export type AttributeCondition = string | number | boolean;

/** Filters are ANDed; several statuses or tags are alternatives. Times are RFC 3339, or a `Date`. */
export interface RunFilter {
  readonly status?: readonly Known<RunStatus>[] | undefined;
  readonly workflow?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly tag?: readonly string[] | undefined;
  /**
   * By name, a value, or a condition such as `gt:100`, `lte:2026-01-02T03:04:05Z` or `prefix:cust`; several about one
   * attribute are ANDed, too.
   */
  readonly attributes?:
    | Readonly<Record<string, AttributeCondition | readonly AttributeCondition[]>>
    | undefined;
  /** The first moment, inclusive. */
  readonly from?: Date | string | undefined;
  /** The last moment, exclusive. */
  readonly to?: Date | string | undefined;
}

/** Filters are ANDed; several of one kind are alternatives. */
export interface FeedFilter {
  readonly run?: readonly string[] | undefined;
  readonly workflow?: readonly string[] | undefined;
  readonly type?: readonly Known<EventType>[] | undefined;
}

/** Which part of a list is asked for. */
export interface Page {
  /** At most 500; default 50. */
  readonly limit?: number | undefined;
  /** The `next` of the page before. */
  readonly cursor?: string | undefined;
}
