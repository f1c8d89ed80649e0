/** What a handler did, as it wrote it down itself. Times by the machine's clock, milliseconds since 1970. */
export type Effect = {
  readonly runId: string;
  readonly step: string;
  readonly attempt: number;
  readonly key: string;
  readonly pid: number;
  readonly at: number;
} & ({ readonly kind: 'start'; readonly see: unknown } | { readonly kind: 'end'; readonly output: unknown });

/** A submission as its caller saw it. Acknowledged: some answer was 2xx. Unknown: none was, though it may have happened. */
export interface Submission {
  readonly workflow: string;
  readonly key: string | undefined;
  readonly outcome: 'acknowledged' | 'refused' | 'unknown';
  readonly runIds: readonly string[];
}

export interface Cancellation {
  readonly runId: string;
  readonly acknowledgedAt: number;
  readonly status: number;
}

export interface LoggedEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly step?: string;
  readonly attempt?: number;
  readonly lost?: number;
  readonly output?: unknown;
  readonly worker?: string;
}

/** A run as the API tells it at the end, its log read twice, from two dispatchers. */
export interface RecordedRun {
  readonly runId: string;
  readonly workflow: string;
  readonly status: string;
  readonly output?: unknown;
  readonly events: readonly LoggedEvent[];
  readonly eventsAgain: readonly LoggedEvent[];
}

/** All that is known of a chaos run, kept outside the product. */
export interface History {
  readonly submissions: readonly Submission[];
  readonly cancellations: readonly Cancellation[];
  readonly effects: readonly Effect[];
  readonly runs: readonly RecordedRun[];
  readonly faults: Readonly<Record<string, number>>;
  /** From the end of the last fault until all runs were terminal, milliseconds. */
  readonly recoveryMs: number;
}

export interface Violation {
  readonly invariant: string;
  readonly runId?: string;
  readonly what: string;
}
