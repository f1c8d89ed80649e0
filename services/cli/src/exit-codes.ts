/** Exit codes: success, failure (such as a run that did not complete), wrong call, no dispatcher answers. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** Thrown for a wrong call. The message has the remedy. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
