import { buildList } from './cel-functions.ts';
import { CelList, type CelValue, toItems, toMapView, typeOf } from './cel-value.ts';
import { attempt, needBool } from './compile-logic.ts';
import { ExpressionFailure } from './expression-failure.ts';
import { type Evaluator, type Frame, spend } from './frame.ts';
import { EXPRESSION_LIMITS } from './limits.ts';
import type { ExpressionContext } from './names.ts';
import type { Syntax } from './parse-expression.ts';
import { report } from './report.ts';

const PREDICATE_MACROS = new Set(['all', 'exists', 'exists_one', 'filter']);
const VARIABLES = new Set(['input', 'steps', 'run', 'item', 'index']);

/** Whether this is `list.name(variable, …)`, which binds a loop variable. */
export function isMacro(name: string, argumentCount: number): boolean {
  if (name === 'map') return argumentCount === 2 || argumentCount === 3;
  return PREDICATE_MACROS.has(name) && argumentCount === 2;
}

/** `has(a.b)`: whether the key exists, even with null. */
export function compileHas(syntax: Syntax, args: readonly Syntax[], context: ExpressionContext): Evaluator {
  const [argument] = args;
  if (args.length !== 1 || argument?.op !== '.')
    return report(context, syntax, 'has() needs a selection like input.a');
  const [target, key] = argument.args;
  if (isStepSelection(target)) {
    // The parts of a step always exist, and only the named one should be read.
    const part = context.compile(argument, context);
    return (frame) => part(frame) !== null;
  }
  const evaluate = context.compile(target, context);
  return (frame) => {
    const value = evaluate(frame);
    if (value === null) return false;
    const map = toMapView(value);
    if (map === undefined) throw new ExpressionFailure(`cannot select ${key} of a ${typeOf(value)}`);
    return map.has(key);
  };
}

function isStepSelection(target: Syntax): boolean {
  if (target.op !== '.' && target.op !== '[]') return false;
  const [root] = target.args;
  return root.op === 'id' && root.args === 'steps';
}

/** A loop: one round, with its variable in `slot`. */
interface Loop {
  readonly range: Evaluator;
  readonly slot: number;
  readonly roundCost: number;
}

export function compileMacro(
  syntax: Syntax,
  name: string,
  receiver: Syntax,
  [variable, ...bodies]: readonly Syntax[],
  context: ExpressionContext,
): Evaluator {
  const range = context.compile(receiver, context);
  if (variable?.op !== 'id') return report(context, syntax, `${name}() needs a variable first`);
  if (VARIABLES.has(variable.args))
    return report(context, variable, `${variable.args} is taken; choose another variable`);
  if (context.locals.length >= EXPRESSION_LIMITS.comprehensionDepth) {
    return report(context, syntax, `loops nested more than ${EXPRESSION_LIMITS.comprehensionDepth} deep`);
  }
  const inner = { ...context, locals: [...context.locals, variable.args] };
  const [first, second] = bodies.map((body) => context.compile(body, inner));
  if (first === undefined) return report(context, syntax, `${name}() needs a body`);
  const loop = {
    range,
    slot: context.locals.length,
    roundCost: 1 + bodies.reduce((sum, body) => sum + countNodes(body), 0),
  };
  switch (name) {
    case 'all':
      return compileQuantifier(loop, first, false);
    case 'exists':
      return compileQuantifier(loop, first, true);
    case 'exists_one':
      return compileExistsOne(loop, first);
    case 'filter':
      return compileFilter(loop, first);
    default:
      return second === undefined ? compileMap(loop, undefined, first) : compileMap(loop, first, second);
  }
}

/** Counts characters, which bound the number of nodes and cost nothing. */
function countNodes(body: Syntax): number {
  return Math.ceil((body.end - body.start) / 4);
}

function* iterate(loop: Loop, frame: Frame): Generator<CelValue> {
  for (const item of needRange(loop.range(frame), frame)) {
    spend(frame, loop.roundCost);
    frame.locals[loop.slot] = item;
    yield item;
  }
}

/** The items of a list or the keys of a map. */
function needRange(value: CelValue, frame: Frame): readonly CelValue[] {
  const items = toItems(value);
  if (items !== undefined) return items;
  const keys = toMapView(value)?.keys();
  if (keys === undefined) throw new ExpressionFailure(`a list or a map is needed, got a ${typeOf(value)}`);
  spend(frame, keys.length);
  return keys;
}

/** `all` and `exists`: one deciding round decides, even if others fail. */
function compileQuantifier(loop: Loop, predicate: Evaluator, deciding: boolean): Evaluator {
  return (frame) => {
    let failure: ExpressionFailure | undefined;
    for (const _item of iterate(loop, frame)) {
      const outcome = attempt(predicate, frame);
      if (outcome === deciding) return deciding;
      if (typeof outcome !== 'boolean') failure ??= outcome;
    }
    if (failure !== undefined) throw failure;
    return !deciding;
  };
}

function compileExistsOne(loop: Loop, predicate: Evaluator): Evaluator {
  return (frame) => {
    let count = 0;
    for (const _item of iterate(loop, frame)) if (needBool(predicate(frame))) count += 1;
    return count === 1;
  };
}

function compileFilter(loop: Loop, predicate: Evaluator): Evaluator {
  return (frame) => {
    const kept: CelValue[] = [];
    for (const item of iterate(loop, frame)) if (needBool(predicate(frame))) kept.push(item);
    return new CelList(kept);
  };
}

function compileMap(loop: Loop, predicate: Evaluator | undefined, transform: Evaluator): Evaluator {
  return (frame) => {
    const results: CelValue[] = [];
    for (const _item of iterate(loop, frame)) {
      if (predicate !== undefined && !needBool(predicate(frame))) continue;
      results.push(transform(frame));
    }
    return buildList(results.length, frame, () => results);
  };
}
