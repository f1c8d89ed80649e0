import type { Json } from '@ag06/contracts';
import { Expression } from './expression.ts';

/** Returns the CEL of a place, or a value as a literal, for which CEL accepts JSON. */
export const toSource = (value: Expression | Json): string =>
  isExpression(value) ? sourceOf(value) : JSON.stringify(value);

export const isExpression = (value: unknown): value is Expression => value instanceof Expression;

/**
 * Returns the CEL of an expression. A place is a proxy without fields of its own, so it is read from its template,
 * `${source}`.
 */
const sourceOf = (expression: Expression): string => String(expression).slice(2, -1);
