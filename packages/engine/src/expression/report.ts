import type { Evaluator } from './frame.ts';
import type { ExpressionContext } from './names.ts';
import type { Syntax } from './parse-expression.ts';

const nothing: Evaluator = () => null;

/** Notes a problem of the expression and gives a stand-in, so that the rest is judged too. */
export function report(context: ExpressionContext, syntax: Syntax, message: string): Evaluator {
  context.problems.push({ message, offset: syntax.start });
  return nothing;
}
