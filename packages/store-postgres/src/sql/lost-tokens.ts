/** Whose deliveries of a unit were lost, for a process that says later that it lives. Units of before have none. */
export const LOST_TOKENS = /* sql */ `
ALTER TABLE ag06.units ADD COLUMN IF NOT EXISTS lost_tokens integer[];
`;
