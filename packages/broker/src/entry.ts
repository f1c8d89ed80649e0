/** One hand-out of a foreign job on an entry queue. Nothing in it is trusted. */
export interface EntryJob {
  readonly queue: string;
  readonly jobId: string;
  readonly name: string;
  /** When it was added by its client's clock, milliseconds since 1970; NaN if the client did not say. */
  readonly timestamp: number;
  /** The job's data as it was stored; undefined if the job could not be parsed. */
  readonly data: unknown;
}

/**
 * The end of a hand-out: `done` gives the job its return value (JSON); `refused` fails it permanently, whatever retries
 * it asks for; `delay` puts it back for later (0: at once, for the next worker that asks).
 */
export type EntryEnd =
  | { readonly end: 'done'; readonly value: unknown }
  | { readonly end: 'refused'; readonly reason: string }
  | { readonly end: 'delay'; readonly delayMs: number };

export interface EntryOptions {
  /** The most jobs at a time in this process. */
  readonly concurrency: number;
  /** Handles one hand-out. Never rejects. A job may be handed out again, even while its `process` runs. */
  readonly process: (job: EntryJob) => Promise<EntryEnd>;
  readonly onError: (error: Error) => void;
}

export interface EntryConsumer {
  /**
   * Sends no fetch from now on. Resolves when the jobs in hand have ended. May be called twice. May not resolve while
   * the database is away, so race it with a deadline.
   */
  stop(): Promise<void>;
}
