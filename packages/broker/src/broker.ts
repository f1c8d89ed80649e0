import type { Json } from '@ag06/contracts';
import type { EntryConsumer, EntryOptions } from './entry.ts';

/**
 * The queues of the fleet: activations by priority, one queue per agent. They only give hints; the store is the truth.
 * While the server is away or full, a call rejects with a `BrokerError`, or waits until the server is back.
 */
export interface Broker {
  /**
   * Puts activations on their agents' queues in as few round trips as possible. Calls of one event-loop turn are sent
   * together. Resolves when all are there. An activation whose job id exists is dropped, so repeating is harmless.
   * Rejects with the first error. Activations lost with a connection are added again first, which waits while the
   * database is away.
   */
  enqueue(activations: readonly OutgoingActivation[]): Promise<void>;

  /** Removes waiting, prioritized and delayed jobs, each in one step. Jobs that were taken meanwhile are left alone. */
  remove(jobs: readonly JobAddress[]): Promise<void>;

  /**
   * Locates each job, in the given order. `absent`: it will not be delivered. A job that a worker took is `locked` or
   * `unlocked`, by the present state of its lock.
   */
  locate(jobs: readonly JobAddress[]): Promise<readonly JobPlace[]>;

  /** Returns when it is each job's turn, in the given order; undefined for a job that does not wait for a worker. */
  findTurns(jobs: readonly JobAddress[]): Promise<readonly (QueueTurn | undefined)[]>;

  /** Begins to take activations of one agent. */
  serve(agent: string, options: ServeOptions): AgentConsumer;

  /** Begins to take foreign jobs, added with any BullMQ client, from a queue of any name. */
  serveEntry(queue: string, options: EntryOptions): EntryConsumer;

  /**
   * Returns the most urgent waiting key of each agent's queue: 0 for a job without priority (on Redis also for a
   * redelivered one), undefined if none waits. One round trip.
   */
  peek(agents: readonly string[]): Promise<ReadonlyMap<string, number | undefined>>;

  /** Renews the locks of all jobs in this process now. Resolves when that was answered. */
  renewLocks(): Promise<void>;

  /** Removes everything that the database keeps of an agent's queue that nobody uses any more. */
  forgetQueue(agent: string): Promise<void>;

  /** Moves stalled jobs of these agents back to wait, so that a dead worker's jobs return even if no worker lives. */
  recoverStalled(agents: readonly string[]): Promise<void>;

  /**
   * Dead-letters jobs that return for ever: delivered 5 times, held by nobody, and no valid activation (malformed,
   * invalid, or with a foreign parent), and such jobs that are due in more than an hour. A job of a newer version of
   * AG06 may be delivered
   * 120 times. Each is given to `onDead` and then removed. If `onDead` rejects, the job stays, and this rejects after
   * the other queues. A valid activation is never removed, however often it was delivered.
   */
  removeUndeliverable(
    agents: readonly string[],
    onDead: (job: UndeliverableJob) => Promise<void>,
  ): Promise<void>;

  /**
   * Dead-letters what only foreign clients can have put on these queues, of agents or others: keys of another type than
   * BullMQ's (QUEUE_KEY_FOREIGN: moved to `<key>:foreign`; a job as JOB_MALFORMED: removed), and jobs that are due
   * later than the longest duration (JOB_DELAY_FOREIGN: removed). `onDead` as above.
   */
  setForeignAside(queues: readonly string[], onDead: (job: UndeliverableJob) => Promise<void>): Promise<void>;

  /**
   * Lowers the keys of all activations of these agents by `seconds` (never below 1), queue by queue. They keep their
   * order. With `above`, only greater keys are lowered.
   */
  rebasePriorities(agents: readonly string[], seconds: number, above?: number): Promise<void>;

  /**
   * Returns how long the longest waiting job of each agent's queue has waited, in milliseconds; no entry if none waits.
   * Redis has no order by time, so there it is the longest of a sample of jobs, a close lower bound.
   */
  findLongestWaits(agents: readonly string[]): Promise<ReadonlyMap<string, number>>;

  /** Counts waiting, active and delayed jobs of each agent's queue. */
  countJobs(agents: readonly string[]): Promise<ReadonlyMap<string, QueueCounts>>;

  /** The same for a queue of foreign jobs, by its name as in `serveEntry`. */
  countEntryJobs(queue: string): Promise<QueueCounts>;

  /** Returns counts and the next job of each agent's queue. At most two round trips. */
  inspect(agents: readonly string[]): Promise<ReadonlyMap<string, QueueState>>;

  /**
   * BullMQ's name for the place of the queues: a schema in PostgreSQL, a prefix of keys on Redis. If each queue has its
   * own, `<queue>` stands for the queue's name.
   */
  readonly prefix: string;

  /**
   * Stops all consumers and closes the broker's own connections, but not the one it was given. May be called twice. May
   * not resolve while the database is away.
   */
  close(): Promise<void>;
}

export interface OutgoingActivation {
  readonly agent: string;
  readonly runId: string;
  readonly step: string;
  /** Of a `forEach` step. */
  readonly lane?: number | undefined;
  readonly attempt: number;
  readonly dispatch: number;
  readonly delayMs: number;
  /** 1 to 2^21 - 1, smaller is more urgent. */
  readonly priorityKey: number;
  readonly traceparent: string | undefined;
  /** Only in a sampled run. */
  readonly correlationId?: string | undefined;
  /** How many attempts before this one were refused; absent: none. */
  readonly refusals?: number | undefined;
  /** The dependency whose breaker is asked, if it is not the agent itself. */
  readonly dependency?: string | undefined;
}

export interface JobAddress {
  readonly agent: string;
  readonly jobId: string;
}

export type JobPlace = 'absent' | 'queued' | 'delayed' | 'locked' | 'unlocked';

/** A job's place on its queue. Both values are approximate. */
export interface QueueTurn {
  /** How many jobs are taken before it, as things are. */
  readonly ahead: number;
  /** Milliseconds since it was put on the queue. */
  readonly ageMs: number;
}

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  /** Of the delayed ones, those whose time has come: the next fetch takes them. Absent: none. */
  readonly due?: number;
  /** Why workers get nothing from a queue for now, because of its state in BullMQ itself. */
  readonly heldBack?: HeldBack;
}

/** The queue is paused, or its limit is used up: of jobs in hand, or of jobs that begin within a time. */
export type HeldBack = 'paused' | 'concurrency' | 'rate';

export interface QueueState extends QueueCounts {
  /** The waiting job that is taken next; undefined if none waits. */
  readonly head: { readonly jobId: string; readonly ageMs: number } | undefined;
}

export interface UndeliverableJob {
  readonly queue: string;
  readonly jobId: string;
  readonly reason: string;
  readonly data: string;
}

export interface ServeOptions {
  /** The most jobs of this agent at a time in this process. */
  readonly concurrency: number;
  /**
   * Handles one delivery. Never rejects. `done` ends the job, `delay` puts the same job back for later (0: at once, for
   * the next worker that asks, which is another one if this consumer stops).
   *
   * A job whose lock was lost can be delivered again while its `process` still runs: then the calls overlap, the newer
   * one has the higher `delivery`, and its result counts.
   */
  readonly process: (delivery: Delivery) => Promise<DeliveryEnd>;
  readonly onError: (error: Error) => void;
  /**
   * Sets a job aside whose `process` rejected 5 times in a row in this process, with growing delays between them; then the
   * job ends. The watchdog sends its step again if that still waits. If this rejects, or is absent, the job comes back.
   */
  readonly onDead?: (job: UndeliverableJob) => Promise<void>;
  /** Called when the queue has acknowledged the end of a delivery. */
  readonly onEnded?: (jobId: string, end: DeliveryEnd) => void;
}

export type DeliveryEnd = { readonly end: 'done' } | { readonly end: 'delay'; readonly delayMs: number };

/** One hand-out of a job. Nothing in it is trusted. */
export interface Delivery {
  readonly agent: string;
  readonly jobId: string;
  /** BullMQ's `attemptsStarted`. Higher is newer; there are gaps. */
  readonly delivery: number;
  /** The job's data as it was stored; undefined if it could not be parsed. */
  readonly data: Json | undefined;
  /**
   * `performance.now()` when the lock was last known to be ours: before the command was sent that fetched the job or
   * renewed its lock. It does not advance when a renewal fails.
   */
  lockedSince(): number;
  /** When the job was put on its queue, or its delay was over; milliseconds since 1970. */
  readonly dueAt: number;
}

export interface AgentConsumer {
  readonly agent: string;
  /**
   * `performance.now()` of the last answer to a fetch or to the renewal of a lock. If no job waits, a fetch is answered
   * after
   * 10 s at the latest.
   */
  progressedAt(): number;
  /** At least 1. A higher limit takes effect at once, a lower one as jobs end. */
  setConcurrency(concurrency: number): void;
  /**
   * Sends no fetch from now on. Resolves when the deliveries in hand have ended, including one that a fetch under way
   * may still bring. May be called twice. May not resolve while the database is away, so race it with a deadline.
   */
  stop(): Promise<void>;
}
