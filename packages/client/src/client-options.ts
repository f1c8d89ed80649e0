import type { CallerOptions } from './http-caller.ts';

export interface ClientOptions extends CallerOptions {
  /** The most requests that wait for results at a time, for any number of runs; default 8. */
  readonly connections?: number;
}
