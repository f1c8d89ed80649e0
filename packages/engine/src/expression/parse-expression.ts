import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import { EXPRESSION_LIMITS } from './limits.ts';

/*
 * The only file that uses the CEL library, for its grammar and syntax tree. Its evaluator is not used: it bounds no cost,
 * runs `matches` on the host's backtracking engine, has no overload for JSON numbers (doubles) beside ints, and throws on
 * missing keys. compile-expression.ts compiles the tree to closures.
 */

export type Syntax = ASTNode;

/** `offset` counts characters from the start of the expression. */
export interface ExpressionProblem {
  readonly message: string;
  readonly offset: number;
}

type ParsedExpression =
  | { readonly ok: true; readonly syntax: Syntax }
  | { readonly ok: false; readonly problem: ExpressionProblem };

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: false,
  limits: {
    maxAstNodes: EXPRESSION_LIMITS.nodes,
    maxDepth: EXPRESSION_LIMITS.depth,
    maxListElements: EXPRESSION_LIMITS.nodes,
    maxMapEntries: EXPRESSION_LIMITS.nodes,
    maxCallArguments: 8,
  },
});

/** Parses any text. Never throws. */
export function parseExpression(source: string): ParsedExpression {
  const limit = EXPRESSION_LIMITS.characters;
  if (source.length > limit) return refuse(`longer than ${limit} characters`, limit);
  if (source.trim() === '') return refuse('empty', 0);
  try {
    return { ok: true, syntax: environment.parse(source).ast };
  } catch (error) {
    if (error instanceof ParseError) return refuseSyntax(source, error);
    if (error instanceof RangeError) return refuse('nested too deeply', 0);
    return refuse(error instanceof Error ? error.message : 'unreadable', 0);
  }
}

/** What is JavaScript and no CEL, each with what stands for it. */
const FOREIGN: readonly (readonly [written: string, instead: string])[] = [
  ['??', '`a == null ? b : a`'],
  ['?.', 'a plain dot, as a missing key is null'],
  ['===', '`==`'],
  ['!==', '`!=`'],
  ['=>', 'a macro such as `list.map(x, x.name)`'],
];

function refuseSyntax(source: string, { summary, range }: ParseError): ParsedExpression {
  const offset = range?.start ?? 0;
  // The parser stops within what it does not know, or right behind a part of it that it knows.
  const near = source.slice(Math.max(0, offset - 2), offset + 3);
  const foreign = FOREIGN.find(([written]) => near.includes(written));
  const hint = foreign === undefined ? '' : `; CEL has no ${foreign[0]}, write ${foreign[1]}`;
  return refuse(`${summary}${hint}`, offset);
}

function refuse(message: string, offset: number): ParsedExpression {
  return { ok: false, problem: { message, offset } };
}
