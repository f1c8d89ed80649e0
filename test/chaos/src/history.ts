import type { LoggedEvent, ToldBulk, ToldItem, ToldRun, ToldSlot } from './api.ts';
import type { Effect } from './effect.ts';
import type { RunInput } from './run-input.ts';
import type { TuningEnd } from './tuning-end.ts';
import type { ToldTuning } from './tuning-log.ts';
import type { WrongAnswer } from './tuning-steerer.ts';

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
  readonly tags: readonly string[];
  readonly end: SubmissionEnd;
}

export interface Cancellation extends Span {
  readonly runId: string;
  /** `too late`: the run had ended otherwise (409). */
  readonly end: 'acknowledged' | 'too late' | 'refused' | 'unknown';
}

/** A signal with a key of its own; whoever sends it once more sends the same. */
export interface SentSignal extends Span {
  readonly runId: string;
  readonly name: string;
  readonly key: string;
  readonly payload: unknown;
  /** By a job on the queue of signals: `acknowledged` says that it is there. */
  readonly isQueued?: boolean;
  readonly end: Cancellation['end'];
}

/** The answer of somebody to what a step asks. Each has a key and a name of its own; whoever sends it once more sends the same. */
export interface SentAnswer extends Span {
  readonly approval: string;
  readonly runId: string;
  readonly step: string;
  /** Of the signal that carries it. */
  readonly name: string;
  readonly key: string;
  readonly by: string;
  readonly choice: string;
  /** `too late`: somebody else had answered, or the step waits no longer (409). */
  readonly end: Cancellation['end'];
}

/** A signal that was set aside because its run was not there yet, and was sent to it after that: by these requests. */
export interface Redrive {
  readonly letter: string;
  readonly runId: string;
  readonly key: string;
  /** `too late`: the letter was gone (404). */
  readonly ends: readonly Cancellation['end'][];
}

/** A request that moves a single run. `too late`: it was in no state for that (409). */
export interface Steering extends Span {
  readonly runId: string;
  readonly does: 'pause' | 'resume' | 'retry';
  readonly end: Cancellation['end'];
}

/** A pause of more than one run: from the first request to the last answer, and so of its end. */
export interface Hold {
  readonly of: 'agent' | 'workflow' | 'fleet';
  /** Empty for the fleet. */
  readonly name: string;
  readonly pausing: Span;
  readonly resuming: Span;
}

/** What was done to all runs of a tag. */
export interface Bulk extends Span {
  readonly tag: string;
  readonly action: 'cancel' | 'terminate' | 'pause' | 'resume';
  /** Undefined if nobody took it. */
  readonly view: ToldBulk | undefined;
}

/** A schedule as it was at the end, paused, with all of its slots, the oldest first. */
export interface KeptSchedule {
  readonly name: string;
  readonly everyMs: number;
  readonly overlap: 'skip' | 'queue' | 'cancel';
  /** It was paused now and then, so that slots may be missing. */
  readonly isSteered: boolean;
  /** Of the requests that started a run of it at once. */
  readonly triggers: readonly string[];
  readonly slots: readonly ToldSlot[];
}

/** The runs that a list by an attribute has in the end. */
export interface Listing {
  readonly workflow: string;
  readonly query: string;
  readonly runIds: readonly string[];
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
  /** Steps that began anew, or first, after its retry, and whose handlers return since. */
  readonly healedSteps?: readonly string[];
  /** Items of those steps that had completed before, and were not done again. */
  readonly keptItems?: readonly string[];
  readonly result: { readonly httpStatus: number; readonly output?: unknown };
}

/** The life of a dispatcher, worker or optimizer of the fleet; several may be in one process. `pauses` are those by SIGSTOP. */
export interface Life {
  /** A `process` is one of which none became ready. */
  readonly kind: 'worker' | 'dispatcher' | 'optimizer' | 'process';
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
  /** Queues with jobs on them, and how many. */
  readonly queues: readonly string[];
  readonly deadLetters: readonly string[];
  /** Signals by queue that were set aside. */
  readonly signalLetters: readonly SignalLetter[];
}

export interface SignalLetter {
  readonly id: string;
  readonly reason: string;
  /** Of its signal. */
  readonly key: string;
}

/** How the fleet was tuned while its optimizers were killed, stopped, cut off and fed rubbish. */
interface TuningHistory {
  /** By optimizers and workers, each in its own order. */
  readonly told: readonly ToldTuning[];
  /** How often rubbish of each kind was written. */
  readonly rubbish: Readonly<Record<string, number>>;
  readonly wrong: readonly WrongAnswer[];
  readonly end: TuningEnd;
}

/** All that is known of a chaos run, kept outside the product. */
export interface History {
  readonly submissions: readonly Submission[];
  readonly cancellations: readonly Cancellation[];
  readonly observations: readonly Observation[];
  readonly signals: readonly SentSignal[];
  readonly answers: readonly SentAnswer[];
  readonly redrives: readonly Redrive[];
  /** Whether the broker has a queue that others can reach. */
  readonly hasQueues: boolean;
  readonly steerings: readonly Steering[];
  readonly holds: readonly Hold[];
  readonly bulks: readonly Bulk[];
  readonly schedules: readonly KeptSchedule[];
  readonly listings: readonly Listing[];
  /** Runs in which everything returns, from their retry on. */
  readonly healed: readonly string[];
  readonly effects: readonly Effect[];
  readonly lives: readonly Life[];
  readonly tuning: TuningHistory;
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
