import { randomBytes } from 'node:crypto';
import type { Agent } from '@ag06/agent-kit';
import type { Backend } from '@ag06/backend';
import type { MetricBook } from '@ag06/telemetry';
import type { Logger } from 'pino';
import type { WorkerConfig } from './config.ts';
import { AgentWorker } from './worker.ts';

export const createWorkerId = (): string => `w-${randomBytes(4).toString('hex')}`;

interface NewWorker {
  readonly id: string;
  readonly config: WorkerConfig;
  /** Open. */
  readonly backend: Backend;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly log: Logger;
  readonly book: MetricBook;
  /** See `WorkerOptions`. */
  readonly onDrain?: () => void;
}

/** Creates a worker of these agents from its settings. */
export function createWorker({ id, config, backend, agents, log, book, onDrain }: NewWorker): AgentWorker {
  return new AgentWorker({
    id,
    store: backend.store,
    broker: backend.broker,
    agents,
    log,
    concurrency: config.concurrency,
    eager: config.eager,
    defaultTimeoutMs: config.stepTimeoutMs,
    streams: config.streams,
    maxOutputBytes: config.maxOutputBytes,
    fallbackBytes: config.fallbackBytes,
    canDiverge: backend.canDiverge,
    watchWorker: (worker) => backend.watchWorker(worker),
    book,
    ...(onDrain !== undefined && { onDrain }),
  });
}
