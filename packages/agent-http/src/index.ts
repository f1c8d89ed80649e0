export { type AllowEntry, parseAllowEntry } from './allow-list.ts';
export type { RequestOutput } from './answer.ts';
export { createHttpAgents, type HttpAgents, type HttpAgentsOptions } from './create-http-agents.ts';
