import { Expression } from './expression.ts';

/** A value of unknown type: every field of it exists. */
export interface Untyped {
  readonly '~untyped': true;
}

/**
 * A place in the run's input or in a step's output. Its fields are places too; what the schema does not know does not
 * compile. A field that may be missing reads as null. Of a list, the first ten elements can be named; others with `cel`.
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

/** A place by its CEL, of which every field is a place. */
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
