export { readConfig, type WorkerConfig } from './config.ts';
export { createWorker, createWorkerId } from './create-worker.ts';
export { loadAgents } from './load-agents.ts';
export type { AgentWorker } from './worker.ts';
