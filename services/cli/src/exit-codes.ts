/**
 * Exit codes: success, failure (such as a run that did not complete), a wrong call or a fleet that its operator keeps from starting
 * (settings, a port that is taken), no dispatcher answers.
 */
export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** Thrown for a wrong call. The message has the remedy. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** `USAGE`, unless what was called wrongly has a code of its own. */
  readonly code: string;

  constructor(
    message: string,
    { code = 'USAGE', ...options }: ErrorOptions & { readonly code?: string } = {},
  ) {
    super(message, options);
    this.code = code;
  }
}
