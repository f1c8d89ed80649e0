import { LOCK_MS, STALLED_INTERVAL_MS } from '@ag06/contracts';
import { judgePostgresError } from '@ag06/outages';
import type { SqlDatabase } from '@ag06/postgres';
import { Worker } from 'bullmq';
import type { Broker } from '../broker.ts';
import { ComposedBroker } from '../composed-broker.ts';
import type { CreateWorker } from '../consumer-worker.ts';
import { HeldLocks } from '../locks/held-locks.ts';
import { createPostgresLockExtender } from '../locks/postgres-lock-extender.ts';
import { RenewalLoop } from '../locks/renewal-loop.ts';
import { QueueClock } from '../queue-clock.ts';
import { PostgresAdder } from './postgres-adder.ts';
import { PostgresQueues } from './postgres-queues.ts';
import { PostgresUndeliverable } from './postgres-undeliverable.ts';
import { type BeforeStalledCheck, toBackendFactory } from './queue-backend.ts';
import { QueuePool } from './queue-pool.ts';
import { NOW_MS, QUEUE_SCHEMA } from './queue-schema.ts';

interface PostgresBrokerOptions {
  /** Migrated by `migrateQueues`. The caller closes it after the broker. */
  readonly database: SqlDatabase;
  /** Shorter ones make tests of recovery fast. */
  readonly lockMs?: number;
  readonly stalledIntervalMs?: number;
  /** The locks of this process. A thread may renew them too. */
  readonly locks?: HeldLocks;
  readonly isKeptElsewhere?: () => boolean;
  /**
   * Whether no other process takes jobs. Then no lock is lost while this process lives, however late it renews them.
   */
  readonly isOnlyProcess?: boolean;
  /** The schema of the queues, in which the database finds them. */
  readonly schema?: string;
  /** Called when locks could not be renewed. */
  readonly onError?: (error: Error) => void;
}

/** Queues in PostgreSQL, by BullMQ. */
export function createPostgresBroker({
  database,
  lockMs = LOCK_MS,
  stalledIntervalMs = STALLED_INTERVAL_MS,
  locks = new HeldLocks(),
  isKeptElsewhere = () => false,
  isOnlyProcess = false,
  schema = QUEUE_SCHEMA,
  onError = () => {},
}: PostgresBrokerOptions): Broker {
  const extend = createPostgresLockExtender(database, lockMs);
  const renewal = new RenewalLoop({ locks, extend, lockMs, isKeptElsewhere, onError });
  const beforeStalledCheck = async () => {
    if (isOnlyProcess) await renewal.renewNow();
  };
  const queues = new PostgresQueues(database, stalledIntervalMs, beforeStalledCheck);
  const clock = new QueueClock(() => readTime(database));
  const adder = new PostgresAdder(database);
  return new ComposedBroker({
    prefix: schema,
    judge: judgePostgresError,
    consumers: {
      createWorker: toCreateWorker(database, beforeStalledCheck, clock),
      clock,
      locks,
      lockMs,
      stalledIntervalMs,
    },
    renewal,
    add: (activations) => adder.add(activations),
    look: queues,
    maintenance: queues,
    undeliverable: new PostgresUndeliverable(database),
    close: async () => {},
  });
}

const toCreateWorker =
  (database: SqlDatabase, beforeStalledCheck: BeforeStalledCheck, clock: QueueClock): CreateWorker =>
  (queue, processor, common, ties) => {
    const options = { ...common, connection: new QueuePool(database, clock) };
    const worker = new Worker(queue, processor, options, toBackendFactory(ties, beforeStalledCheck));
    worker.on('error', ties.onError);
    worker.on('completed', (job) => ties.onCompleted(job.id ?? ''));
    return worker;
  };

async function readTime(database: SqlDatabase): Promise<number> {
  return Number((await database.query(`SELECT ${NOW_MS} AS now`)).rows[0]?.now);
}
