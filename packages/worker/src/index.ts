export { type HostedWorker, startWorker, type WorkerOptions } from './start-worker.ts';
