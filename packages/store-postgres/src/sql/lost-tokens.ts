/** The tokens under which deliveries were lost, for a process that later says that it lives. Older units have none. */
export const LOST_TOKENS = /* sql */ `
ALTER TABLE ag06.units ADD COLUMN IF NOT EXISTS lost_tokens integer[];
`;
