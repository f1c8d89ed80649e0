import { Refusal } from '@ag06/contracts';

/** Returns the refusal RUN_UNKNOWN of a run that does not exist, or not any more. */
export const unknownRun = (runId: string): Refusal =>
  new Refusal(
    404,
    'RUN_UNKNOWN',
    `There is no run ${runId}: it was never started, or it has ended and was deleted. GET /v1/runs lists the runs.`,
  );
