export type { Backend, BackendOptions } from './backend.ts';
export { type DiagnoseOptions, diagnoseBackend } from './diagnose-backend.ts';
export type { LoopBlock } from './keeper/describe-block.ts';
export type { WatchedWorker, WorkerWatch } from './keeper/worker-watch.ts';
export { migrateBackend } from './migrate-backend.ts';
export { openBackend } from './open-backend.ts';
export { type BackendTarget, parseBackendUrl } from './parse-backend-url.ts';
