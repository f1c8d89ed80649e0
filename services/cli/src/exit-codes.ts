/** What the process ends with: run completed, run not completed, wrong call, nobody there. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** A call that cannot be understood; the message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The dispatcher does not answer. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The dispatcher refused. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly expected: string; readonly got: string }[];
  /** How many there are, where not all are listed. */
  readonly errorCount?: number;
}
