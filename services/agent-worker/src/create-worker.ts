import { randomBytes } from 'node:crypto';
import type { Agent } from '@ag06/agent-kit';
import type { Backend } from '@ag06/backend';
import type { MetricBook } from '@ag06/telemetry';
import type { Logger } from 'pino';
import type { WorkerConfig } from './config.ts';
import { AgentWorker } from './worker.ts';

export const createWorkerId = (): string => `w-${randomBytes(4).toString('hex')}`;

/** A worker of these agents on an open backend, as the settings say. */
export function createWorker(
  id: string,
  config: WorkerConfig,
  backend: Backend,
  agents: ReadonlyMap<string, Agent>,
  log: Logger,
  book: MetricBook,
): AgentWorker {
  return new AgentWorker({
    id,
    store: backend.store,
    broker: backend.broker,
    agents,
    log,
    concurrency: config.concurrency,
    eager: config.eager,
    defaultTimeoutMs: config.stepTimeoutMs,
    canDiverge: backend.canDiverge,
    watchWorker: (worker) => backend.watchWorker(worker),
    book,
  });
}
