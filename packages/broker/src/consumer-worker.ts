import type { Processor, WorkerOptions } from 'bullmq';

/** BullMQ's worker as a consumer uses it, on any database. */
export interface ConsumerWorker {
  concurrency: number;
  run(): Promise<void>;
  pause(doNotWaitActive: boolean): Promise<void>;
  resume(): void;
  /** Fetches no more jobs. Resolves when the jobs in hand have ended, and others were told of waiting jobs. */
  close(): Promise<void>;
}

/** The events and questions of a worker for its consumer. */
export interface WorkerTies {
  /**
   * Whether a fetch may be sent; otherwise it finds nothing. A closing BullMQ worker still sends one after its wait.
   */
  readonly mayFetch: () => boolean;
  /** Called when a fetch was answered. */
  readonly onProgress: () => void;
  readonly onError: (error: Error) => void;
  /** Called when the queue has acknowledged the end of a job. */
  readonly onCompleted: (jobId: string) => void;
}

/** The options that are the same on every database. */
export type CommonWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;

export type CreateWorker = (
  queue: string,
  processor: Processor,
  options: CommonWorkerOptions,
  ties: WorkerTies,
) => ConsumerWorker;
