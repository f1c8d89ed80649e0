import type { Json } from '@ag06/contracts';
import type { EntryConsumer, EntryOptions } from './entry.ts';

/**
 * The queue side of the fleet: activations by priority, one queue per agent. It is a hint; the store is the truth.
 * Where the server is away or full, what is asked rejects with a `BrokerError`, or waits until it is back.
 */
export interface Broker {
  /**
   * Puts activations on their agents' queues, in as few round trips as possible; calls of one event-loop turn travel
   * together. Resolves when all are there. An activation whose job id exists is dropped, so repeating is harmless.
   * Rejects with the first error; what was lost with a connection is added again first, and waits while the database is away.
   */
  enqueue(activations: readonly OutgoingActivation[]): Promise<void>;

  /** Removes jobs that wait (waiting, prioritized, delayed), each in one step; what was taken meanwhile is left alone. */
  remove(jobs: readonly JobAddress[]): Promise<void>;

  /**
   * Where each job is, in the order asked; `absent` if it will not be delivered. A job that a worker took is `locked` or
   * `unlocked`, as its lock is held at this moment.
   */
  locate(jobs: readonly JobAddress[]): Promise<readonly JobPlace[]>;

  /** When it is each job's turn, in the order asked; undefined for a job that does not wait for a worker. */
  findTurns(jobs: readonly JobAddress[]): Promise<readonly (QueueTurn | undefined)[]>;

  /** Begins to take activations of one agent. */
  serve(agent: string, options: ServeOptions): AgentConsumer;

  /** Begins to take jobs that others, with whatever BullMQ client, put on a queue of any name. */
  serveEntry(queue: string, options: EntryOptions): EntryConsumer;

  /**
   * The most urgent key waiting on each agent's queue: 0 if a job without priority waits (on Redis also a redelivered
   * one), undefined if nothing does. One round trip.
   */
  peek(agents: readonly string[]): Promise<ReadonlyMap<string, number | undefined>>;

  /** Renews the locks of all jobs that this process holds, now; resolves when that was answered. */
  renewLocks(): Promise<void>;

  /** Removes all that the database keeps of an agent's queue that nobody serves or fills any more. */
  forgetQueue(agent: string): Promise<void>;

  /** Moves stalled jobs of these agents back to wait, so that a dead worker's jobs come back though no worker lives. */
  recoverStalled(agents: readonly string[]): Promise<void>;

  /**
   * Dead-letters what comes back for ever: jobs that were delivered 5 times, are held by nobody, and are no sound
   * activation (malformed, invalid, or with a parent of others); also such a job that is due in more than an hour. One of a
   * newer version of ours may be delivered 120 times. Each is handed to `onDead` and then removed; if `onDead` rejects, the
   * job stays, and this rejects after the other queues. A sound activation is never removed, however often it was delivered.
   */
  removeUndeliverable(
    agents: readonly string[],
    onDead: (job: UndeliverableJob) => Promise<void>,
  ): Promise<void>;

  /**
   * Dead-letters what nobody but strangers can have put on queues, those of agents or others, by their names: keys of
   * another type than BullMQ's (QUEUE_KEY_FOREIGN: moved to `<key>:foreign`; of a job JOB_MALFORMED: removed), and jobs
   * that are due later than the longest duration there is (JOB_DELAY_FOREIGN: removed). `onDead` as above.
   */
  setForeignAside(queues: readonly string[], onDead: (job: UndeliverableJob) => Promise<void>): Promise<void>;

  /**
   * Lowers the keys of all activations of these agents by `seconds` (never below 1), queue by queue; they keep their
   * order. With `above`, only keys greater than that.
   */
  rebasePriorities(agents: readonly string[], seconds: number, above?: number): Promise<void>;

  /**
   * For how long the job has waited that waits longest on each agent's queue, milliseconds; absent where none waits. In
   * Redis, which knows no order by time, the longest of jobs from all over the queue: a lower bound that is close.
   */
  findLongestWaits(agents: readonly string[]): Promise<ReadonlyMap<string, number>>;

  /** Waiting, active and delayed jobs of each agent's queue. */
  countJobs(agents: readonly string[]): Promise<ReadonlyMap<string, QueueCounts>>;

  /** The same of a queue that others put jobs on, as `serveEntry` names it. */
  countEntryJobs(queue: string): Promise<QueueCounts>;

  /** Counts, and the next job, of each agent's queue. At most two round trips. */
  inspect(agents: readonly string[]): Promise<ReadonlyMap<string, QueueState>>;

  /**
   * BullMQ's name for where the queues live: a schema in PostgreSQL, a prefix of keys on Redis;
   * where each queue has its own, `<queue>` stands for the queue's name.
   */
  readonly prefix: string;

  /**
   * Stops all consumers and closes the broker's own connections; the one it was given is left open. May come twice. With
   * the database away it need not resolve.
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
  /** Of a sampled run. */
  readonly correlationId?: string | undefined;
  /** Whose breaker is to be asked, if not the agent's own. */
  readonly dependency?: string | undefined;
}

export interface JobAddress {
  readonly agent: string;
  readonly jobId: string;
}

export type JobPlace = 'absent' | 'queued' | 'delayed' | 'locked' | 'unlocked';

/** A job's place on its queue; both are about right. */
export interface QueueTurn {
  /** Jobs that are taken before it, as things are. */
  readonly ahead: number;
  /** Milliseconds since it was put on the queue. */
  readonly ageMs: number;
}

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  /** Where workers get nothing of it for now, by what somebody did to the queue in BullMQ itself. */
  readonly heldBack?: HeldBack;
}

/** The queue is paused, or a limit of its own is used up: how many jobs may be in hand, or begin within a time. */
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
  /** Jobs of this agent at a time in this process. */
  readonly concurrency: number;
  /**
   * Handles one delivery; never rejects. `done` ends the job, `delay` puts the same job back for later (0: at once, for
   * whoever asks first: another worker, once this consumer stops).
   *
   * A job whose lock was lost can be delivered again while its `process` still runs: the calls overlap, the newer one
   * has the higher `delivery`, and what it resolves with counts.
   */
  readonly process: (delivery: Delivery) => Promise<DeliveryEnd>;
  readonly onError: (error: Error) => void;
  /** Told when the queue has acknowledged how a delivery ended. */
  readonly onEnded?: (jobId: string, end: DeliveryEnd) => void;
}

export type DeliveryEnd = { readonly end: 'done' } | { readonly end: 'delay'; readonly delayMs: number };

/** One hand-out of a job. Nothing in it is trusted. */
export interface Delivery {
  readonly agent: string;
  readonly jobId: string;
  /** BullMQ's `attemptsStarted`: a higher one is newer; it has gaps. */
  readonly delivery: number;
  /** The job's data as it was stored; undefined if it could not be parsed. */
  readonly data: Json | undefined;
  /**
   * `performance.now()` of the moment at which the lock was last known to be ours: from before the command was sent that
   * fetched the job or renewed its lock. Does not advance when a renewal fails.
   */
  lockedSince(): number;
  /** When it was this job's time: when it was put on its queue, or its delay was over; milliseconds since 1970. */
  readonly dueAt: number;
}

export interface AgentConsumer {
  readonly agent: string;
  /**
   * `performance.now()` of the last answer to a fetch, or to the renewal of a lock: where nothing waits, a fetch is
   * answered every 10 s at the latest.
   */
  progressedAt(): number;
  /** At least 1. More are taken at once; fewer, as those in hand end. */
  setConcurrency(concurrency: number): void;
  /**
   * Sends no fetch from now on; resolves when the deliveries in hand have ended, among them one that a fetch under way
   * may still bring. May come twice. With the database away it need not resolve: race it with a deadline.
   */
  stop(): Promise<void>;
}
