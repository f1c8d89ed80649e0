export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A reason why a value is refused, returned and not thrown. `path` is a JSON Pointer or dotted path. */
export interface Violation {
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}
