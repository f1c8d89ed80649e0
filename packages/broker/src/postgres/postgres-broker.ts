import { LOCK_MS, STALLED_INTERVAL_MS } from '@ag06/contracts';
import type { SqlDatabase } from '@ag06/postgres';
import { Worker } from 'bullmq';
import type {
  AgentConsumer,
  Broker,
  JobAddress,
  JobPlace,
  OutgoingActivation,
  QueueCounts,
  QueueTurn,
  ServeOptions,
  UndeliverableJob,
} from '../broker.ts';
import { BullConsumer } from '../bull-consumer.ts';
import { BullEntryConsumer } from '../bull-entry-consumer.ts';
import type { ConsumerSettings } from '../consumer-settings.ts';
import type { CreateWorker } from '../consumer-worker.ts';
import type { EntryConsumer, EntryOptions } from '../entry.ts';
import { PostgresQueues } from './postgres-queues.ts';
import { PostgresSender } from './postgres-sender.ts';
import { toBackendFactory } from './queue-backend.ts';
import { QueuePool } from './queue-pool.ts';
import { QUEUE_SCHEMA } from './queue-schema.ts';

export interface PostgresBrokerOptions {
  /** Whose queues `migrateQueues` has made; it stays the caller's to close, after the broker. */
  readonly database: SqlDatabase;
  /** Shorter ones make tests of recovery fast. */
  readonly lockMs?: number;
  readonly stalledIntervalMs?: number;
}

/** Queues in PostgreSQL, by BullMQ. */
export function createPostgresBroker(options: PostgresBrokerOptions): Broker {
  return new PostgresBroker(options);
}

class PostgresBroker implements Broker {
  readonly prefix = QUEUE_SCHEMA;
  readonly #settings: ConsumerSettings;
  readonly #sender: PostgresSender;
  readonly #queues: PostgresQueues;
  readonly #consumers: { stop(): Promise<void> }[] = [];
  #closed: Promise<void> | undefined;

  constructor(options: PostgresBrokerOptions) {
    const { database, lockMs = LOCK_MS, stalledIntervalMs = STALLED_INTERVAL_MS } = options;
    this.#settings = { createWorker: toCreateWorker(database), lockMs, stalledIntervalMs };
    this.#sender = new PostgresSender(database);
    this.#queues = new PostgresQueues(database, stalledIntervalMs);
  }

  async enqueue(activations: readonly OutgoingActivation[]): Promise<void> {
    if (this.#closed !== undefined) throw new Error('The broker is closed: nothing can be enqueued.');
    return this.#sender.send(activations);
  }

  remove(jobs: readonly JobAddress[]): Promise<void> {
    return this.#queues.remove(jobs);
  }

  locate(jobs: readonly JobAddress[]): Promise<readonly JobPlace[]> {
    return this.#queues.locate(jobs);
  }

  findTurns(jobs: readonly JobAddress[]): Promise<readonly (QueueTurn | undefined)[]> {
    return this.#queues.findTurns(jobs);
  }

  serve(agent: string, options: ServeOptions): AgentConsumer {
    if (this.#closed !== undefined) throw new Error(`The broker is closed: it cannot serve ${agent}.`);
    const consumer = new BullConsumer(agent, options, this.#settings);
    this.#consumers.push(consumer);
    consumer.start();
    return consumer;
  }

  serveEntry(queue: string, options: EntryOptions): EntryConsumer {
    if (this.#closed !== undefined) throw new Error(`The broker is closed: it cannot serve ${queue}.`);
    const consumer = new BullEntryConsumer(queue, options, this.#settings);
    this.#consumers.push(consumer);
    consumer.start();
    return consumer;
  }

  peek(agents: readonly string[]): Promise<ReadonlyMap<string, number | undefined>> {
    return this.#queues.peek(agents);
  }

  recoverStalled(agents: readonly string[]): Promise<void> {
    return this.#queues.recoverStalled(agents);
  }

  removeUndeliverable(
    agents: readonly string[],
    onDead: (job: UndeliverableJob) => Promise<void>,
  ): Promise<void> {
    return this.#queues.removeUndeliverable(agents, onDead);
  }

  rebasePriorities(agents: readonly string[], seconds: number, above = 0): Promise<void> {
    return this.#queues.rebasePriorities(agents, seconds, above);
  }

  countJobs(agents: readonly string[]): Promise<ReadonlyMap<string, QueueCounts>> {
    return this.#queues.countJobs(agents);
  }

  countEntryJobs(queue: string): Promise<QueueCounts> {
    return this.#queues.countEntryJobs(queue);
  }

  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#consumers.map((consumer) => consumer.stop())).then(() => {});
    return this.#closed;
  }
}

const toCreateWorker =
  (database: SqlDatabase): CreateWorker =>
  (queue, processor, common, ties) => {
    const options = { ...common, connection: new QueuePool(database) };
    const worker = new Worker(queue, processor, options, toBackendFactory(ties));
    worker.on('error', ties.onError);
    worker.on('completed', (job) => ties.onCompleted(job.id ?? ''));
    return worker;
  };
