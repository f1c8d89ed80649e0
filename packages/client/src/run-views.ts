import type { RunFailure } from './errors.ts';
import type { RunStatus } from './workflow-types.ts';

export type Priority = 'critical' | 'high' | 'normal' | 'low' | 'bulk';

/** What a submission may say besides its workflow and input; durations are milliseconds or text such as `30s`. */
export interface SubmitOptions {
  readonly version?: string;
  readonly priority?: Priority;
  readonly tags?: readonly string[];
  readonly delay?: number | string;
  readonly timeout?: number | string;
  /** One key, one run, for as long as the fleet remembers it (7 days). Without one, a new one is made for each submission, so that it can be repeated safely. */
  readonly dedupeKey?: string;
  readonly correlationId?: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A run as a list shows it. Times are RFC 3339. */
export interface RunSummary {
  readonly runId: string;
  readonly workflow: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly tenant: string;
  readonly priority: Priority;
  readonly correlationId: string;
  readonly traceId: string | null;
  readonly tags: readonly string[];
  readonly createdAt: string;
  readonly finishedAt?: string;
}

export interface StepView {
  readonly status: string;
  readonly attempt: number;
  readonly blockedBy?: string;
  readonly waitsFor?: StepWait;
  /** Of a `forEach` step. */
  readonly items?: {
    readonly total: number;
    readonly completed: number;
    readonly failed: number;
    readonly running: number;
  };
}

/** Why a step, or the first lane of a `forEach` step to go on, does not move. */
export type StepWait =
  | { readonly reason: 'dependencies'; readonly steps: readonly string[] }
  | { readonly reason: 'start' | 'pause' | 'repair' }
  | { readonly reason: 'backoff'; readonly until: string; readonly item?: number }
  | { readonly reason: 'worker'; readonly agent: string }
  | { readonly reason: 'queue'; readonly agent: string; readonly ahead: number; readonly ageMs: number };

export interface RunView<Output = unknown> extends RunSummary {
  readonly input: unknown;
  readonly output?: Output;
  readonly error?: RunFailure;
  readonly steps: Readonly<Record<string, StepView>>;
}

export interface RunEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly step?: string;
  readonly attempt?: number;
  readonly worker?: string;
  readonly name?: string;
  readonly error?: RunFailure;
}

/** Filters are ANDed; several statuses or tags are alternatives. `from` is inclusive, `to` exclusive. */
export interface RunFilter {
  readonly status?: readonly RunStatus[];
  readonly workflow?: string;
  readonly correlationId?: string;
  readonly tag?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
  /** How many are asked for at a time, at most 500. */
  readonly pageSize?: number;
}

/** How a run ended. */
export type RunEnd<Output = unknown> =
  | { readonly runId: string; readonly status: 'completed'; readonly output: Output }
  | {
      readonly runId: string;
      readonly status: 'failed' | 'cancelled' | 'timed_out';
      readonly error: RunFailure;
    };

export interface PushedWorkflow {
  readonly name: string;
  readonly version: string;
  readonly warnings: readonly string[];
}
