import type { Evaluator } from './frame.ts';
import type { ExpressionProblem, Syntax } from './parse-expression.ts';

/** What an expression may name where it stands. */
export interface VisibleNames {
  /** Every step of the workflow. */
  readonly allSteps: ReadonlySet<string>;
  /** Whether a step's outcome is there for sure: it is reachable through `needs`, or this is the run's output. */
  isReachable(step: string): boolean;
  /** `; did you mean …?` for a step that does not exist, or an empty text. */
  suggestStep(step: string): string;
  /** Whether `item` and `index` exist. */
  readonly hasItem: boolean;
}

export type StepPart = 'output' | 'status' | 'error';
export const STEP_PARTS: readonly StepPart[] = ['output', 'status', 'error'];

/** Collects what the expressions of a template read. */
export class ReadsRecord {
  hasInput = false;
  readonly steps = new Map<string, Set<StepPart>>();

  addStep(step: string, parts: readonly StepPart[]): void {
    const known = this.steps.get(step) ?? new Set<StepPart>();
    for (const part of parts) known.add(part);
    this.steps.set(step, known);
  }
}

/** The state of compiling one expression. */
export interface ExpressionContext {
  /** Compiles a part of the expression. */
  readonly compile: (syntax: Syntax, context: ExpressionContext) => Evaluator;
  readonly names: VisibleNames;
  readonly reads: ReadsRecord;
  readonly problems: ExpressionProblem[];
  /** Loop variables of the comprehensions around, innermost last; the slot is the position. */
  readonly locals: readonly string[];
  /** Levels of the syntax tree above. */
  readonly depth: number;
}
