/** How agents are added to an embedded fleet, which is one process: it takes no other worker. */
export const START_EMBEDDED =
  'In an embedded fleet: add the file to ag06.agents in package.json, then stop ag06 up and start it again.';

/** Adds agents to a fleet on a server, which any number of workers share. */
export const START_WORKER = 'npx ag06 worker --agents my-agents.ts';
