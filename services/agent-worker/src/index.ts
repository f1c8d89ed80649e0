export { type BuiltInAgents, createBuiltInAgents } from './built-in-agents.ts';
export { readConfig, type WorkerConfig } from './config.ts';
export { createWorker, createWorkerId } from './create-worker.ts';
export { loadAgents } from './load-agents.ts';
export { loadWorkflows } from './load-workflows.ts';
export { registerWorkflows } from './register-workflows.ts';
export type { AgentWorker } from './worker.ts';
