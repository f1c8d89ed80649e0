import type { Template } from '../../template/template.ts';

/** A step begins anew with each output, until a condition holds. */
export interface Repeat {
  /** Read after each iteration, with its number and its output in scope. */
  readonly until: Template;
  /** How many iterations there may be, the first included. */
  readonly max: number;
}
