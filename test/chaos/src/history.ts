import type { LoggedEvent, ToldItem, ToldRun } from './api.ts';
import type { Effect } from './effect.ts';
import type { RunInput } from './run-input.ts';

/** From the first request to the last answer, by the monotonic clock. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * How a submission ended for its caller. Acknowledged: some answer was 2xx. Refused: a 4xx, and no try before it was
 * lost. Unknown: nothing was told, though it may have happened.
 */
export type SubmissionEnd =
  | { readonly is: 'acknowledged'; readonly runId: string }
  | { readonly is: 'refused'; readonly status: number; readonly code: string }
  | { readonly is: 'unknown' };

export interface Submission extends Span {
  /** Sent as X-Correlation-Id, so that the run it makes can be told from any other. */
  readonly correlationId: string;
  readonly key: string | undefined;
  readonly workflow: string;
  readonly input: RunInput;
  readonly delayMs: number;
  readonly end: SubmissionEnd;
}

export interface Cancellation extends Span {
  readonly runId: string;
  /** `too late`: the run had ended otherwise (409). */
  readonly end: 'acknowledged' | 'too late' | 'refused' | 'unknown';
}

/** What a reader saw of an acknowledged run while the fleet was at work. */
export type Observation = Span & { readonly runId: string } & (
    | { readonly of: 'run'; readonly run: ToldRun }
    | { readonly of: 'log'; readonly events: readonly LoggedEvent[] }
    | { readonly of: 'absence'; readonly status: number }
  );

/** A run as the API tells it at the end: its log from two dispatchers, its result from a third route. */
export interface RecordedRun {
  readonly runId: string;
  readonly run: ToldRun;
  readonly events: readonly LoggedEvent[];
  readonly eventsAgain: readonly LoggedEvent[];
  /** Of each `forEach` step. */
  readonly items: Readonly<Record<string, readonly ToldItem[]>>;
  readonly result: { readonly httpStatus: number; readonly output?: unknown };
}

/** The life of a dispatcher or worker of the fleet; several may be in one process. `pauses` are those by SIGSTOP. */
export interface Life {
  /** A `process` is one of which none became ready. */
  readonly kind: 'worker' | 'dispatcher' | 'process';
  /** As the log of a run names it. */
  readonly id: string;
  readonly pid: number;
  readonly pauses: readonly Span[];
  /** `asked`: the harness ended it. `overdue`: it was asked to drain, and had to be killed. */
  readonly end: 'none' | 'asked' | 'overdue' | 'by itself';
  readonly lastLines: string;
}

/** What should not be there when all runs are over. */
export interface Leftovers {
  readonly jobs: number;
  readonly deadLetters: readonly string[];
}

/** All that is known of a chaos run, kept outside the product. */
export interface History {
  readonly submissions: readonly Submission[];
  readonly cancellations: readonly Cancellation[];
  readonly observations: readonly Observation[];
  readonly effects: readonly Effect[];
  readonly lives: readonly Life[];
  /** When a server of the broker did not answer: killed or stopped. */
  readonly brokerAway: readonly Span[];
  /** When a fail-over may have lost what was acknowledged; empty where none can. */
  readonly losses: readonly Span[];
  readonly runs: readonly RecordedRun[];
  /** Acknowledged, and not found by their id. */
  readonly missing: readonly string[];
  readonly leftovers: Leftovers;
  /** How often each kind of fault was planned, and how often it found its victims. */
  readonly planned: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  /** From the end of the last fault until all runs were terminal, milliseconds. */
  readonly recoveryMs: number;
}

export interface Violation {
  readonly invariant: string;
  readonly runId?: string;
  /** A fail-over that lost the run's last moment explains it: nothing that is there contradicts itself. */
  readonly isLoss?: boolean;
  readonly what: string;
}
