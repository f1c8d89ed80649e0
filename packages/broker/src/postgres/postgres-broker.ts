import { LOCK_MS, STALLED_INTERVAL_MS } from '@ag06/contracts';
import type { SqlDatabase } from '@ag06/postgres';
import { Worker } from 'bullmq';
import type { Broker } from '../broker.ts';
import { ComposedBroker } from '../composed-broker.ts';
import type { CreateWorker } from '../consumer-worker.ts';
import { PostgresAdder } from './postgres-adder.ts';
import { PostgresQueues } from './postgres-queues.ts';
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
export function createPostgresBroker({
  database,
  lockMs = LOCK_MS,
  stalledIntervalMs = STALLED_INTERVAL_MS,
}: PostgresBrokerOptions): Broker {
  const queues = new PostgresQueues(database, stalledIntervalMs);
  const adder = new PostgresAdder(database);
  return new ComposedBroker({
    prefix: QUEUE_SCHEMA,
    consumers: { createWorker: toCreateWorker(database), lockMs, stalledIntervalMs },
    add: (activations) => adder.add(activations),
    look: queues,
    care: queues,
    undeliverable: queues,
    close: async () => {},
  });
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
