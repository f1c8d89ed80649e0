export { type AllowEntry, parseAllowEntry } from './allow-list.ts';
export { createHttpAgents } from './create-http-agents.ts';
