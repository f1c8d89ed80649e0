import type { Expression } from './expression.ts';

/** A value of type `T` in a definition: any part of it may be an expression. */
export type Expressible<T> = Expression<T> | Written<T>;

/** Any text may be a template. */
type Written<T> = T extends string
  ? string extends T
    ? string
    : T
  : T extends readonly unknown[]
    ? { readonly [K in keyof T]: Expressible<T[K]> }
    : T extends object
      ? { readonly [K in keyof T]: Expressible<T[K]> }
      : T;

/** The type that a written value has at run time: the inverse. */
export type Evaluated<W> =
  W extends Expression<infer T>
    ? T
    : W extends readonly unknown[]
      ? { [K in keyof W]: Evaluated<W[K]> }
      : W extends object
        ? { [K in keyof W]: Evaluated<W[K]> }
        : W;
