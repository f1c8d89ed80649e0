import { suggestName } from '../suggest-name.ts';
import { isEqual, isIn, isOrdered } from './cel-compare.ts';
import { add, type CelFunction, GLOBAL_FUNCTIONS } from './cel-functions.ts';
import { METHODS } from './cel-methods.ts';
import { type ArithmeticOperator, calculate, isNumber, makeDouble, makeInt, negate } from './cel-number.ts';
import { CelList, CelMap, type CelValue, selectKey, typeOf } from './cel-value.ts';
import { compileLogic } from './compile-logic.ts';
import { compileHas, compileMacro, isMacro } from './compile-macro.ts';
import { ExpressionFailure } from './expression-failure.ts';
import type { Evaluator } from './frame.ts';
import { EXPRESSION_LIMITS } from './limits.ts';
import type { ExpressionContext } from './names.ts';
import type { Syntax } from './parse-expression.ts';
import { report } from './report.ts';
import { compilePath, readConstantPath } from './resolve-path.ts';

const nothing: Evaluator = () => null;

/** Compiles a syntax tree to a closure. Adds every problem to the context. */
export function compileSyntax(syntax: Syntax, outer: ExpressionContext): Evaluator {
  const context = { ...outer, depth: outer.depth + 1 };
  if (context.depth > EXPRESSION_LIMITS.depth) return report(context, syntax, 'nested too deeply');
  switch (syntax.op) {
    case 'value':
      return compileLiteral(syntax, context);
    case 'id':
    case '.':
    case '[]':
      return compileSelection(syntax, context);
    case 'call':
    case 'rcall':
      return compileCall(syntax, context);
    case 'list':
      return compileList(syntax.args, context);
    case 'map':
      return compileMap(syntax.args, context);
    case '?:':
    case '&&':
    case '||':
    case '!_':
      return compileLogic(syntax, context);
    case '-_':
      return compileNegation(syntax.args, context);
    case '.?':
    case '[?]':
      return report(context, syntax, 'optional access is not available; a missing key reads as null');
    default:
      return compileBinary(syntax.op, syntax.args, context);
  }
}

function compileLiteral(syntax: Syntax, context: ExpressionContext): Evaluator {
  if (syntax.op !== 'value') return nothing;
  const literal = syntax.args;
  if (typeof literal === 'number') {
    const double = makeDouble(literal);
    return () => double;
  }
  if (typeof literal === 'bigint') return compileIntLiteral(syntax, literal, context);
  if (literal === null || typeof literal === 'string' || typeof literal === 'boolean') return () => literal;
  return report(context, syntax, 'bytes and unsigned literals are not available: results are JSON');
}

function compileIntLiteral(syntax: Syntax, literal: bigint, context: ExpressionContext): Evaluator {
  if (literal > 2n ** 63n) return report(context, syntax, 'an int beyond 64 bits');
  // The smallest int is written as the negation of a number that is one too large.
  const value = literal === 2n ** 63n ? literal : makeInt(literal);
  return () => value;
}

function compileNegation(operand: Syntax, context: ExpressionContext): Evaluator {
  const evaluate = compileSyntax(operand, context);
  return (frame) => {
    const value = evaluate(frame);
    if (isNumber(value)) return negate(value);
    throw new ExpressionFailure(`no such operation: - of a ${typeOf(value)}`);
  };
}

function compileSelection(syntax: Syntax, context: ExpressionContext): Evaluator {
  const path = readConstantPath(syntax);
  if (path !== undefined && !context.locals.includes(path.root)) return compilePath(path, context);
  if (syntax.op === 'id') return compileLocal(context.locals.lastIndexOf(syntax.args));
  if (syntax.op !== '.' && syntax.op !== '[]') return nothing;
  const target = compileSyntax(syntax.args[0], context);
  if (syntax.op === '.') {
    const [, key] = syntax.args;
    return (frame) => selectKey(target(frame), key);
  }
  const key = compileSyntax(syntax.args[1], context);
  return (frame) => selectKey(target(frame), key(frame));
}

function compileLocal(slot: number): Evaluator {
  return (frame) => frame.locals[slot] ?? null;
}

function compileCall(syntax: Syntax, context: ExpressionContext): Evaluator {
  if (syntax.op === 'call') {
    const [name, args] = syntax.args;
    if (name === 'has') return compileHas(syntax, args, context);
    return compileFunction(syntax, GLOBAL_FUNCTIONS, name, args, 0, context);
  }
  if (syntax.op !== 'rcall') return nothing;
  const [name, receiver, args] = syntax.args;
  if (isMacro(name, args.length)) return compileMacro(syntax, name, receiver, args, context);
  if (name === 'matches')
    return report(context, syntax, 'matches() is not available; use contains, startsWith or endsWith');
  return compileFunction(syntax, METHODS, name, [receiver, ...args], 1, context);
}

function compileFunction(
  syntax: Syntax,
  functions: ReadonlyMap<string, CelFunction>,
  name: string,
  args: readonly Syntax[],
  receivers: number,
  context: ExpressionContext,
): Evaluator {
  const evaluates = args.map((arg) => compileSyntax(arg, context));
  const found = functions.get(name);
  const given = args.length - receivers;
  if (found === undefined) {
    const known = [...functions.keys()].join(', ');
    return report(
      context,
      syntax,
      `unknown function ${name}${suggestName(name, functions.keys())}; there are ${known}`,
    );
  }
  if (given < found.minArguments || given > found.maxArguments) {
    return report(context, syntax, `${name} does not take ${given} arguments`);
  }
  return (frame) => {
    const values = evaluates.map((evaluate) => evaluate(frame));
    return found.call(values, frame);
  };
}

function compileList(elements: readonly Syntax[], context: ExpressionContext): Evaluator {
  const evaluates = elements.map((element) => compileSyntax(element, context));
  return (frame) => new CelList(evaluates.map((evaluate) => evaluate(frame)));
}

function compileMap(members: readonly (readonly [Syntax, Syntax])[], context: ExpressionContext): Evaluator {
  const compiled = members.map(([key, value]) => ({
    key: compileSyntax(key, context),
    value: compileSyntax(value, context),
  }));
  return (frame) => {
    const entries = new Map<string, CelValue>();
    for (const member of compiled) {
      const key = member.key(frame);
      if (typeof key !== 'string')
        throw new ExpressionFailure(`keys of maps are strings, got a ${typeOf(key)}`);
      if (entries.has(key))
        throw new ExpressionFailure(`the key ${JSON.stringify(key.slice(0, 60))} is there twice`);
      entries.set(key, member.value(frame));
    }
    return new CelMap(entries);
  };
}

type BinaryOperator = ArithmeticOperator | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';

function compileBinary(
  operator: BinaryOperator,
  operands: readonly [Syntax, Syntax],
  context: ExpressionContext,
): Evaluator {
  const left = compileSyntax(operands[0], context);
  const right = compileSyntax(operands[1], context);
  switch (operator) {
    case '==':
      return (frame) => isEqual(left(frame), right(frame), frame);
    case '!=':
      return (frame) => !isEqual(left(frame), right(frame), frame);
    case 'in':
      return (frame) => isIn(left(frame), right(frame), frame);
    case '+':
      return (frame) => add(left(frame), right(frame), frame);
    case '-':
    case '*':
    case '/':
    case '%':
      return (frame) => calculateValues(operator, left(frame), right(frame));
    default:
      return (frame) => isOrdered(operator, left(frame), right(frame), frame);
  }
}

function calculateValues(operator: ArithmeticOperator, left: CelValue, right: CelValue): CelValue {
  if (isNumber(left) && isNumber(right)) return calculate(operator, left, right);
  throw new ExpressionFailure(`no such operation: ${typeOf(left)} ${operator} ${typeOf(right)}`);
}
