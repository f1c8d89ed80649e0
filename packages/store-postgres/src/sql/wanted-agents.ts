/** Agents that runs refer to, served or not. */
export const WANTED_AGENTS = /* sql */ `
CREATE TABLE IF NOT EXISTS ag06.wanted_agents (
  name text COLLATE "C" PRIMARY KEY,
  noted_at bigint NOT NULL
);
`;
