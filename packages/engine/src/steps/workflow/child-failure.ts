import type { Failure } from '@ag06/contracts';
import type { FailedOutcome } from '../../decide/decision.ts';

/** The outcome of a step whose child ended without an output. */
export function toChildFailure(runId: string, cause: Failure): FailedOutcome {
  const { code, message } = cause;
  const failure = {
    code: 'CHILD_FAILED',
    message: `The child run ${runId} did not complete: ${message}`,
    runId,
    cause: { code, message },
  };
  return { status: 'failed', failure, isRetryable: true };
}
