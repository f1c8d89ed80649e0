import type { Evaluator } from './frame.ts';
import type { ExpressionContext } from './names.ts';
import type { Syntax } from './parse-expression.ts';

const nothing: Evaluator = () => null;

/** Reports a problem and returns a placeholder, so that the rest is checked too. */
export function report(context: ExpressionContext, syntax: Syntax, message: string): Evaluator {
  context.problems.push({ message, offset: syntax.start });
  return nothing;
}
