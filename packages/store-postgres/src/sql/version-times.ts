/** When a version of a workflow was pushed last; null for older rows. */
export const VERSION_TIMES = /* sql */ `
ALTER TABLE ag06.workflow_versions ADD COLUMN IF NOT EXISTS saved_at bigint;
`;
