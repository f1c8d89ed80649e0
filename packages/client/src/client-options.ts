import type { CallerOptions } from './http-caller.ts';

export interface ClientOptions extends CallerOptions {
  /** Requests that wait for results at a time, however many runs are waited for; default 8. */
  readonly connections?: number;
}
