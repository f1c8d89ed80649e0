export type { Backend, BackendOptions } from './backend.ts';
export { diagnoseBackend } from './diagnose-backend.ts';
export type { WatchedWorker, WorkerWatch } from './keeper/worker-watch.ts';
export { migrateBackend } from './migrate-backend.ts';
export { openBackend } from './open-backend.ts';
