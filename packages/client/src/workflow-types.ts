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
export interface RunHandle<Output = unknown> {
  readonly runId: string;
  readonly status: RunStatus;
  readonly correlationId: string;
  /** Never set: it carries the type. */
  readonly '~output'?: Output | undefined;
}

export type RunStatus = 'scheduled' | 'running' | 'waiting' | 'paused' | 'compensating' | TerminalRunStatus;
export type TerminalRunStatus = 'completed' | 'failed' | 'cancelled' | 'timed_out';
