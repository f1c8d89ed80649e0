import type { Json, Violation, WorkflowDefinition } from '@ag06/contracts';
import type { PlanStep } from './steps/plan-step.ts';
import type { Template } from './template/template.ts';

/** How an input differs from its schema: the first violations, at most `LIMITS.errors`, and their number; none if it matches. */
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
  /** The agents that its steps call, each once. */
  readonly agents: readonly string[];
  /** The run's output, evaluated when every leaf has its outcome; reads of the leaves included. */
  readonly output: Template;
  readonly timeoutMs: number | undefined;
  readonly warnings: readonly string[];
  /** In which ways an input differs from the workflow's schema. Never throws. */
  judgeInput(input: Json): InputJudgement;
}
