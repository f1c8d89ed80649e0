import type { Json } from '@ag06/contracts';
import { Expression } from './expression.ts';
import { toSource } from './to-source.ts';

/**
 * Returns an expression in CEL: cel<boolean>`size(${steps.list.output.files}) > ${10}`. Places are inserted as paths,
 * values as literals.
 */
export function cel<T = unknown>(
  parts: TemplateStringsArray,
  ...values: readonly (Expression | Json)[]
): Expression<T> {
  return new Expression(String.raw({ raw: parts.raw }, ...values.map(toSource)));
}
