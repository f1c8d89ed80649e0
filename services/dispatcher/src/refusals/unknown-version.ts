import { Refusal } from '@ag06/contracts';

/** The refusal VERSION_UNKNOWN. */
export const unknownVersion = (workflow: string, version: string): Refusal =>
  new Refusal(
    404,
    'VERSION_UNKNOWN',
    `There is no version ${version} of a workflow ${workflow}. GET /v1/workflows/${workflow}/versions lists them.`,
  );
