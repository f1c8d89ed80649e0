import type { Json, Priority, Violation, WorkflowDefinition } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';

/** What a step's expressions may see. Missing keys read as null. */
export interface Scope {
  readonly input: Json;
  /** Only steps reachable through `needs`. */
  readonly steps: Readonly<Record<string, StepView>>;
  readonly run: { readonly id: string; readonly correlationId: string; readonly attempt: number };
  /** Only in the `with` of a `forEach` step; `index` counts from 0. */
  readonly item?: { readonly value: Json; readonly index: number };
}

export interface StepView {
  readonly output: Json;
  readonly status: string;
  readonly error: Json;
}

/** What an expression or template names, so that a claim returns just that. */
export interface Reads {
  readonly input: boolean;
  /** Step ids, each with the parts of it that are named. */
  readonly steps: Readonly<Record<string, readonly ('output' | 'status' | 'error')[]>>;
}

export type Evaluation =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** A JSON value whose strings may hold `${…}`; `evaluate` never throws. */
export interface Template {
  readonly reads: Reads;
  /** Fields that a result holds whole, once for each time: it has no fewer bytes than they have. */
  readonly wholes: readonly RunField[];
  evaluate(scope: Scope): Evaluation;
}

/** Times in milliseconds; `maxAttempts` includes the first. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly backoff: 'exponential' | 'fixed';
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly factor: number;
  readonly jitter: 'full' | 'none';
}

/** What makes a step of many items, and how many of them run at a time. */
export interface ForEach {
  readonly list: Template;
  readonly concurrency: number;
}

export interface PlanStep {
  readonly id: string;
  readonly kind: 'agent';
  readonly agent: string;
  /** Whose breaker stands before its calls; undefined: the agent's own. */
  readonly dependency: string | undefined;
  readonly needs: readonly string[];
  readonly dependants: readonly string[];
  readonly when: Template | undefined;
  readonly forEach: ForEach | undefined;
  /** Evaluated for each item if there is a `forEach`. */
  readonly with: Template;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number | undefined;
  /** Undefined: inherits its run's. */
  readonly priority: Priority | undefined;
  readonly onFailure: 'fail' | 'continue';
}

/** What is wrong with an input: the first of it, at most `LIMITS.errors`, and how much in all; nothing if it matches. */
export interface InputJudgement {
  readonly errors: readonly Violation[];
  readonly errorCount: number;
}

/** A compiled definition: immutable, and the only form of a workflow that the rest of the system works with. */
export interface Plan {
  readonly name: string;
  /** Content hash of the canonical definition, 16 lower-case hex characters or more. */
  readonly version: string;
  readonly definition: WorkflowDefinition;
  readonly steps: ReadonlyMap<string, PlanStep>;
  readonly roots: readonly string[];
  readonly leaves: readonly string[];
  /** The run's output, evaluated when every leaf has its outcome; reads of the leaves included. */
  readonly output: Template;
  readonly timeoutMs: number | undefined;
  readonly warnings: readonly string[];
  /** In which ways an input differs from the workflow's schema. Never throws. */
  judgeInput(input: Json): InputJudgement;
}
