import { Refusal, type RunStatus } from '@ag06/contracts';

/** Returns the refusal RUN_ENDED of a change that only an open run takes. */
export const runEnded = (runId: string, status: RunStatus | undefined): Refusal =>
  new Refusal(
    409,
    'RUN_ENDED',
    `The run ${runId} is ${status ?? 'over'} already, and nothing was changed. ${(status && REMEDIES[status]) ?? 'Start another run'}.`,
  );

const REMEDIES: Partial<Record<RunStatus, string>> = {
  failed: 'POST /v1/runs/{id}/retry goes on with it',
  timed_out: 'POST /v1/runs/{id}/retry goes on with it',
};
