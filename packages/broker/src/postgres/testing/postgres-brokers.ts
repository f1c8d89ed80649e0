import type { Database } from '@ag06/postgres';
import { type BackendFactory, PostgresConnection, PostgresQueueBackend, Queue } from 'bullmq';
import type { Broker } from '../../broker.ts';
import { type BrokersUnderTest, LOCK_MS, STALLED_INTERVAL_MS, toOpenQueue } from '../../conformance/index.ts';
import { createPostgresBroker } from '../postgres-broker.ts';
import { QueuePool } from '../queue-pool.ts';

/** The suite's brokers on a database, whose queues are emptied first. */
export async function toBrokersUnderTest(
  database: Database,
  interrupt: BrokersUnderTest['interrupt'],
): Promise<BrokersUnderTest> {
  await database.query('TRUNCATE bullmq.job, bullmq.meta, bullmq.event CASCADE');
  const brokers: Broker[] = [];
  return {
    interrupt,
    // What is embedded reads the host's.
    hasOwnClock: interrupt !== undefined,
    createBroker() {
      const broker = createPostgresBroker({
        database,
        lockMs: LOCK_MS,
        stalledIntervalMs: STALLED_INTERVAL_MS,
      });
      brokers.push(broker);
      return broker;
    },
    async addForeign(jobId, data, deliveries) {
      await database.query(
        `INSERT INTO bullmq.job (queue, id, seq, name, state, data, added_at_ms, attempts_started)
        VALUES ('agent.x', $1, nextval('bullmq.job_seq'), 'x', 'waiting', $2::jsonb, 1, $3)`,
        [jobId, data, deliveries],
      );
      await database.query(`NOTIFY bullmq_jobs, 'agent.x'`);
    },
    breakKey: undefined,
    openQueue: (name) => toOpenQueue(new Queue(name, { connection: new QueuePool(database) }, toBackend)),
    async loseLock(jobId) {
      await database.query(
        `UPDATE bullmq.job SET lock_token = 'lost', locked_until_ms = 1 WHERE queue = 'agent.x' AND id = $1`,
        [jobId],
      );
    },
    async stop() {
      await Promise.all(brokers.map((broker) => broker.close()));
    },
  };
}

const toBackend: BackendFactory<PostgresQueueBackend, QueuePool> = (queue, options) =>
  new PostgresQueueBackend(new PostgresConnection(options.connection), queue, options);
