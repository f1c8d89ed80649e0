import type { Json } from '@ag06/contracts';
import { Expression } from './expression.ts';
import { toSource } from './to-source.ts';

/**
 * An expression in CEL that names places: cel<boolean>`size(${steps.list.output.files}) > ${10}`. Places stand as they
 * are, values as literals.
 */
export function cel<T = unknown>(
  parts: TemplateStringsArray,
  ...values: readonly (Expression | Json)[]
): Expression<T> {
  return new Expression(String.raw({ raw: parts.raw }, ...values.map(toSource)));
}
