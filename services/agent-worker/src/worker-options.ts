import type { Agent } from '@ag06/agent-kit';
import type { Backend } from '@ag06/backend';
import type { Broker } from '@ag06/broker';
import type { Store } from '@ag06/store';
import type { MetricBook } from '@ag06/telemetry';
import type { Logger } from 'pino';

/** What a worker is given. */
export interface WorkerOptions {
  readonly id: string;
  readonly store: Store;
  readonly broker: Broker;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly log: Logger;
  readonly concurrency: number;
  readonly eager: boolean;
  readonly defaultTimeoutMs: number;
  readonly streams: { readonly dedupeMs: number; readonly eventBytes: number };
  /** The most bytes of results that wait while the store is away. */
  readonly fallbackBytes: number;
  /** The most bytes of an output. */
  readonly maxOutputBytes: number;
  /** Whether store and queues may return to different moments after a failure. */
  readonly canDiverge: boolean;
  /** The metrics of this process. */
  readonly book: MetricBook;
  /** Called once when somebody asks this worker to drain. Without it, the worker only drains with its fleet. */
  readonly onDrain?: () => void;
  /** Watches the event loop. Without it, nothing else happens while a handler computes. */
  readonly watchWorker?: Backend['watchWorker'];
}
