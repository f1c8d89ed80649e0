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

/** A word that this release knows, or one of a later release of the fleet, which checks it. */
type Known<Word extends string> = Word | (string & {});

/**
 * A workflow with the types of its input and output, as `workflow()` of `@ag06/agent-kit` returns it. The client only
 * needs its name.
 */
export interface TypedWorkflow<Input = unknown, Output = unknown> {
  readonly name: string;
  /** Never set; it exists for the compiler. */
  readonly '~types'?: { readonly input: Input; readonly output: Output } | undefined;
}

/** A run whose type of output is known. */
export interface RunHandle<Output = unknown> extends Readonly<RunAccepted> {
  /** Never set; it exists for the compiler. */
  readonly '~output'?: Output | undefined;
}

/** A run as `submit` returned it, or its id. */
export type RunLike<Output = unknown> = RunHandle<Output> | string;

/** The optional fields of a submission, besides its workflow and input. */
export interface SubmitOptions {
  readonly version?: string | undefined;
  readonly priority?: Known<Priority> | undefined;
  readonly tags?: readonly string[] | undefined;
  /** How much later the run starts: milliseconds, or a text such as `30s`. */
  readonly delay?: Duration | undefined;
  /** The time-out of the whole run: milliseconds, or a text such as `10m`. Absent: that of the definition. */
  readonly timeout?: Timeout | undefined;
  /**
   * The fleet makes one run of a key for as long as it keeps the key (7 days). Absent: the client makes a new key, so
   * that it can repeat the call safely.
   */
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

/**
 * A run matches if it fulfils all filters; several statuses or tags are alternatives. Times are RFC 3339, or a `Date`.
 */
export interface RunFilter {
  readonly status?: readonly Known<RunStatus>[] | undefined;
  readonly workflow?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly tag?: readonly string[] | undefined;
  /** The code of the error with which they ended. Runs that are only in the archive are not found by it. */
  readonly code?: string | undefined;
  /** The id of the run that started them. */
  readonly parent?: string | undefined;
  /**
   * By the attribute's name: a value, or a condition such as `gt:100`, `lte:2026-01-02T03:04:05Z` or `prefix:cust`. Of
   * several conditions a run has to fulfil all.
   */
  readonly attributes?:
    | Readonly<Record<string, AttributeCondition | readonly AttributeCondition[]>>
    | undefined;
  /** The first moment, inclusive. */
  readonly from?: Date | string | undefined;
  /** The last moment, exclusive. */
  readonly to?: Date | string | undefined;
  /** Only runs that have ended: the first moment of their end, inclusive. */
  readonly endedFrom?: Date | string | undefined;
  /** The last moment of their end, exclusive. */
  readonly endedTo?: Date | string | undefined;
}

/** An event matches if it fulfils all filters; several values of one filter are alternatives. */
export interface FeedFilter {
  readonly run?: readonly string[] | undefined;
  readonly workflow?: readonly string[] | undefined;
  readonly type?: readonly Known<EventType>[] | undefined;
}

/** The part of a list that is asked for. */
export interface Page {
  /** At most 500; default 50. */
  readonly limit?: number | undefined;
  /** The `next` of the page before. */
  readonly cursor?: string | undefined;
}

/** How much of a tree of runs is asked for. */
export interface TreeBounds {
  /** The most runs; at most 500, default 100. */
  readonly limit?: number | undefined;
  /** The most children of each run; default 20. */
  readonly children?: number | undefined;
  /** How many levels below the run; at most 8. */
  readonly depth?: number | undefined;
}
