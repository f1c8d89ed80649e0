import { type CelValue, typeOf } from './cel-value.ts';
import { ExpressionFailure } from './expression-failure.ts';
import type { Evaluator, Frame } from './frame.ts';
import type { ExpressionContext } from './names.ts';
import type { Syntax } from './parse-expression.ts';

/** `a ? b : c`, `a && b`, `a || b`, `!a`. */
export function compileLogic(syntax: Syntax, context: ExpressionContext): Evaluator {
  switch (syntax.op) {
    case '?:':
      return compileChoice(syntax.args, context);
    case '&&':
      return compileDecision(false, syntax.args, context);
    case '||':
      return compileDecision(true, syntax.args, context);
    case '!_': {
      const operand = context.compile(syntax.args, context);
      return (frame) => !needBool(operand(frame));
    }
    default:
      return () => null;
  }
}

export function needBool(value: CelValue): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionFailure(`a bool is needed, got a ${typeOf(value)}`);
}

function compileChoice(
  [condition, yes, no]: readonly [Syntax, Syntax, Syntax],
  context: ExpressionContext,
): Evaluator {
  const decide = context.compile(condition, context);
  const whenTrue = context.compile(yes, context);
  const whenFalse = context.compile(no, context);
  return (frame) => (needBool(decide(frame)) ? whenTrue(frame) : whenFalse(frame));
}

/** Either side can decide alone. As in CEL, a failure only counts if the other side does not decide. */
function compileDecision(
  deciding: boolean,
  operands: readonly [Syntax, Syntax],
  context: ExpressionContext,
): Evaluator {
  const left = context.compile(operands[0], context);
  const right = context.compile(operands[1], context);
  return (frame) => {
    const first = attempt(left, frame);
    if (first === deciding) return deciding;
    const second = needBool(right(frame));
    if (second === deciding || typeof first === 'boolean') return second;
    throw first;
  };
}

/** Returns the bool or the failure. Throws failures that nothing may absorb. */
export function attempt(evaluate: Evaluator, frame: Frame): boolean | ExpressionFailure {
  try {
    return needBool(evaluate(frame));
  } catch (error) {
    if (error instanceof ExpressionFailure && !error.isFinal) return error;
    throw error;
  }
}
