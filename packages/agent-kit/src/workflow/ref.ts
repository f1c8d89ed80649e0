import { Expression } from './expression.ts';

/** A value of unknown type: every field of it exists. */
export interface Untyped {
  readonly '~untyped': true;
}

/**
 * A place in the run's input or in a step's output. Its fields are places too; fields that the schema does not have do
 * not compile. An optional field reads as null. The first ten elements of a list can be named; others need `cel`.
 */
// biome-ignore lint/suspicious/noExplicitAny: of what is untyped, every field can be named, and of that every field
export type Ref<T> = [T] extends [Untyped] ? any : Place<T>;

type Place<T> = Expression<T> & Fields<NonNullable<T>, NullIn<T>>;
type NullIn<T> = undefined extends T ? null : null extends T ? null : never;
type Present<T> = Exclude<T, undefined> | NullIn<Extract<T, undefined>>;
type Index = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

type Fields<T, Null> = T extends readonly (infer Element)[]
  ? { readonly [I in Index]: Ref<Present<Element> | null> }
  : T extends object
    ? { readonly [K in keyof T & string]-?: Ref<Present<T[K]> | Null> }
    : unknown;

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Words of CEL that cannot follow a dot. */
const KEYWORDS = new Set(['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for']);
const OTHER_KEYWORDS = ['function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var'];
for (const word of [...OTHER_KEYWORDS, 'void', 'while']) KEYWORDS.add(word);

/** Returns the place of a CEL path. Every field of it is a place, too. */
export function createRef<T>(source: string): Ref<T> {
  const expression = new Expression(source);
  return new Proxy(expression, {
    get: (target, field) => {
      if (typeof field === 'symbol') return Reflect.get(target, field);
      if (field === 'toString' || field === 'toJSON') return () => target.toString();
      return createRef(`${source}${toAccess(field)}`);
    },
  }) as unknown as Ref<T>;
}

function toAccess(field: string): string {
  if (/^\d+$/.test(field)) return `[${field}]`;
  return IDENTIFIER.test(field) && !KEYWORDS.has(field) ? `.${field}` : `[${JSON.stringify(field)}]`;
}
