import type { Evaluator } from './frame.ts';
import type { ExpressionProblem, Syntax } from './parse-expression.ts';

/** The names that an expression may use in its place. */
export interface VisibleNames {
  /** Every step of the workflow. */
  readonly allSteps: ReadonlySet<string>;
  /** Whether the step certainly has its outcome: it is reachable through `needs`, or this is the run's output. */
  isReachable(step: string): boolean;
  /** Returns `; did you mean …?` for an unknown step, or an empty text. */
  suggestStep(step: string): string;
  /** Whether `item` and `index` exist. */
  readonly hasItem: boolean;
  /** Whether `iteration` and `output` exist. */
  readonly hasIteration?: boolean;
  /** There is no run yet: nothing but its input has a name. */
  readonly isInputOnly?: boolean;
}

export type StepPart = 'output' | 'status' | 'error';
export const STEP_PARTS: readonly StepPart[] = ['output', 'status', 'error'];

/** Collects the fields that the expressions of a template read. */
export class ReadsRecord {
  hasInput = false;
  /** Whether they read the last output of their own step. */
  hasOutput = false;
  readonly steps = new Map<string, Set<StepPart>>();

  addStep(step: string, parts: readonly StepPart[]): void {
    const known = this.steps.get(step) ?? new Set<StepPart>();
    for (const part of parts) known.add(part);
    this.steps.set(step, known);
  }
}

/** The state of the compilation of one expression. */
export interface ExpressionContext {
  /** Compiles a part of the expression. */
  readonly compile: (syntax: Syntax, context: ExpressionContext) => Evaluator;
  readonly names: VisibleNames;
  readonly reads: ReadsRecord;
  readonly problems: ExpressionProblem[];
  /** Loop variables of the enclosing comprehensions, innermost last. The position is the slot. */
  readonly locals: readonly string[];
  /** The levels of the syntax tree above. */
  readonly depth: number;
}
