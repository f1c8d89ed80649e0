import type { JobsOptions } from 'bullmq';
import type { AgentConsumer, Broker, Delivery, DeliveryEnd, OutgoingActivation } from '../broker.ts';

/** Short enough for tests of recovery, long enough for a busy machine. */
export const LOCK_MS = 1_000;
export const STALLED_INTERVAL_MS = 300;

/** Brokers on one database, and what only a test does to it. */
export interface BrokersUnderTest {
  /** With a connection of its own, as in a process of its own. */
  createBroker(): Broker;
  /** Whether the database has a clock of its own, which a host's cannot move. */
  readonly hasOwnClock: boolean;
  /** Puts what is no activation on the queue of agent `x`, as delivered so often before. */
  addForeign(jobId: string, data: string, deliveries: number): Promise<void>;
  /** Gives a key of the queue of agent `x` another type. Undefined where a queue has no keys. */
  readonly breakKey: ((name: string) => Promise<void>) | undefined;
  /** BullMQ's own client of a queue, as others use it. */
  openQueue(name: string): OpenQueue;
  /** Takes the lock of a delivery in hand away, as an outage would. */
  loseLock(jobId: string): Promise<void>;
  /** Takes the database away from all, and gives it back after `meanwhile`. Undefined where that cannot be. */
  readonly interrupt: ((meanwhile: () => void) => Promise<void>) | undefined;
  stop(): Promise<void>;
}

/** The part of BullMQ's `Queue` that the suite needs; its type depends on its database. */
interface ForeignQueue {
  add(name: string, data: unknown, options?: JobsOptions): Promise<{ readonly id?: string | undefined }>;
  getJobState(id: string): Promise<string>;
  getJob(id: string): Promise<ForeignJob | undefined>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  setGlobalConcurrency(concurrency: number): Promise<unknown>;
  removeGlobalConcurrency(): Promise<unknown>;
  setGlobalRateLimit(max: number, durationMs: number): Promise<unknown>;
  removeGlobalRateLimit(): Promise<unknown>;
  close(): Promise<void>;
}

interface ForeignJob {
  readonly returnvalue: unknown;
  readonly failedReason?: string | undefined;
  readonly stacktrace: readonly (string | null)[] | null;
}

interface OpenQueue extends AsyncDisposable {
  readonly it: ForeignQueue;
}

export const toOpenQueue = (queue: ForeignQueue): OpenQueue => ({
  it: queue,
  [Symbol.asyncDispose]: () => queue.close(),
});

export type CreateBrokers = () => Promise<BrokersUnderTest>;

export const DONE: DeliveryEnd = { end: 'done' };
const RUN_ID = 'r0-000000000aaaaaaaaaaaa';
export const AGENT = 'x';

/** The job of a step's first dispatch. */
export const idOf = (step: string): string => `${RUN_ID}.${step}.d1`;
export const addressOf = (step: string) => ({ agent: AGENT, jobId: idOf(step) });
export const stepOf = ({ jobId }: Delivery): string | undefined => jobId.split('.').at(-2);

export const activation = (step: string, more: Partial<OutgoingActivation> = {}): OutgoingActivation => ({
  agent: AGENT,
  runId: RUN_ID,
  step,
  attempt: 1,
  dispatch: 1,
  delayMs: 0,
  priorityKey: 31,
  traceparent: undefined,
  ...more,
});

export interface Served {
  readonly seen: Delivery[];
  readonly errors: string[];
  readonly consumer: AgentConsumer;
}

/** Serves agent `x`, and notes what comes. */
export function serve(
  broker: Broker,
  process: (delivery: Delivery) => Promise<DeliveryEnd> = async () => DONE,
  concurrency = 1,
): Served {
  const seen: Delivery[] = [];
  const errors: string[] = [];
  const consumer = broker.serve(AGENT, {
    concurrency,
    process: (delivery) => {
      seen.push(delivery);
      return process(delivery);
    },
    onError: (error) => errors.push(error.message),
  });
  return { seen, errors, consumer };
}

/** A process that holds every delivery until its end is told. */
export function holdDeliveries() {
  const ends: PromiseWithResolvers<DeliveryEnd>[] = [];
  return {
    process: (): Promise<DeliveryEnd> => {
      const end = Promise.withResolvers<DeliveryEnd>();
      ends.push(end);
      return end.promise;
    },
    /** Ends the n-th delivery, from 0. */
    end: (n: number, end: DeliveryEnd = DONE) => ends[n]?.resolve(end),
    release: () => {
      for (const { resolve } of ends) resolve(DONE);
    },
  };
}

/** Who is not woken waits for seconds: thousands of times as long as a call of the database takes. */
export const CALLS_AT_MOST = 200;

/** The slowest of some calls of the database, in milliseconds, as busy as the machine is now. */
export async function measureCallMs(broker: Broker): Promise<number> {
  let slowestMs = 0;
  for (let i = 0; i < 10; i++) {
    const from = performance.now();
    await broker.locate([addressOf('never')]);
    slowestMs = Math.max(slowestMs, performance.now() - from);
  }
  return slowestMs;
}

export const placeOf = async (broker: Broker, step: string) => (await broker.locate([addressOf(step)]))[0];
export const countsOf = async (broker: Broker) => (await broker.countJobs([AGENT])).get(AGENT);
