import { agentQueue } from '@ag06/contracts';
import type { SqlDatabase } from '@ag06/postgres';
import type { OutgoingActivation } from '../broker.ts';
import { toBullJob } from '../to-bull-job.ts';
import type { AddOutcome } from '../turn-sender.ts';
import { NOW_MS, QUEUE_SCHEMA } from './queue-schema.ts';

/** Jobs per statement, which bounds its transaction. */
const BATCH = 200;

/** BullMQ's own function, once per job in order. Its bulk function creates tables, and is for one queue. */
const ADD = `
  SELECT ${QUEUE_SCHEMA}.add_job(j->>'queue', j->>'id', j->>'name', (j->>'data')::jsonb, j->'opts',
    (j->>'priority')::integer, (j->>'delay')::bigint, ${NOW_MS}, 1, NULL, NULL, NULL, NULL, NULL, false)
  FROM jsonb_array_elements($1::jsonb) AS j`;

/** Puts activations on their queues in PostgreSQL. */
export class PostgresAdder {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** Adds all of them in one statement, and so one transaction, whatever their agents. */
  async add(activations: readonly OutgoingActivation[]): Promise<readonly AddOutcome[]> {
    for (let from = 0; from < activations.length; from += BATCH) {
      const entries = activations.slice(from, from + BATCH).map((activation) => toEntry(activation));
      await this.#database.query(ADD, [JSON.stringify(entries)]);
    }
    return activations.map(() => undefined);
  }
}

function toEntry(activation: OutgoingActivation): object {
  // The statement takes the job's time from the database.
  const { id, name, data, opts } = toBullJob(activation, 0);
  const { priority, delay = 0 } = opts;
  return { queue: agentQueue(activation.agent), id, name, data, opts, priority, delay };
}
