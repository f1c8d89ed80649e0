export { type BuiltInAgents, createBuiltInAgents } from './agents/built-in-agents.ts';
export { loadAgents } from './agents/load-agents.ts';
export { loadWorkflows } from './agents/load-workflows.ts';
export { registerWorkflows } from './agents/register-workflows.ts';
export { createScheduleLog } from './agents/schedule-log.ts';
export { readConfig, SETTINGS, type WorkerConfig } from './config.ts';
export { createWorker, createWorkerId } from './create-worker.ts';
export { hostWorker } from './host/host-worker.ts';
export type { AgentWorker } from './worker.ts';
