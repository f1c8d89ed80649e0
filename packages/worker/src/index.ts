import '@ag06/service-host/require-node';

export { type HostedWorker, startWorker, type WorkerOptions } from './start-worker.ts';
