import type { Scope } from '../template/template.ts';
import type { CelValue } from './cel-value.ts';
import { ExpressionFailure } from './expression-failure.ts';
import { EXPRESSION_LIMITS } from './limits.ts';

/** One evaluation of a template: its scope, its loop variables by slot, and its remaining budget. */
export interface Frame {
  readonly scope: Scope;
  readonly locals: CelValue[];
  readonly cost: number;
  remainingCost: number;
}

/** A compiled expression or part of one. Throws only ExpressionFailure. */
export type Evaluator = (frame: Frame) => CelValue;

export function createFrame(scope: Scope, cost: number = EXPRESSION_LIMITS.cost): Frame {
  return { scope, locals: [], cost, remainingCost: cost };
}

/** Charges work before it is done. Allocating a node is free, because compilation bounds the number of nodes. */
export function spend(frame: Frame, cost: number): void {
  frame.remainingCost -= cost;
  if (frame.remainingCost >= 0) return;
  throw new ExpressionFailure(
    `the expression costs more than ${frame.cost} units; make it read less data`,
    'EXPRESSION_FAILED',
    true,
  );
}
