/** The number of a step's iteration, from 0, and the output of the one before. */
export const ITERATIONS = /* sql */ `
ALTER TABLE ag06.unit_states ADD COLUMN iteration integer NOT NULL DEFAULT 0, ADD COLUMN last_output text;
`;
