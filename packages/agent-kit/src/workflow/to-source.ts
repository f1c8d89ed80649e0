import type { Json } from '@ag06/contracts';
import { Expression } from './expression.ts';

/** A place's own CEL, or a value as a literal of CEL, which reads JSON. */
export const toSource = (value: Expression | Json): string =>
  isExpression(value) ? sourceOf(value) : JSON.stringify(value);

export const isExpression = (value: unknown): value is Expression => value instanceof Expression;

/** Also of a place, which is a proxy: it is asked for its template, `${source}`. */
export const sourceOf = (expression: Expression): string => String(expression).slice(2, -1);
