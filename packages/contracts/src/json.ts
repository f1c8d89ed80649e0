export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Thrown by nobody: the places where a value may be refused answer with this. `path` is a JSON Pointer or dotted path. */
export interface Violation {
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}
