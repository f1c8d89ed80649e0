import { agentQueue } from '@ag06/contracts';
import type { SqlDatabase } from '@ag06/postgres';
import type { OutgoingActivation } from '../broker.ts';
import { toBullJob } from '../to-bull-job.ts';
import { QUEUE_SCHEMA } from './queue-schema.ts';

/** Jobs of one statement: bounds its transaction. */
const BATCH = 200;

/** BullMQ's own function, once for each job in the order given: its bulk function makes tables, and is for one queue. */
const ADD = `
  SELECT ${QUEUE_SCHEMA}.add_job(j->>'queue', j->>'id', j->>'name', (j->>'data')::jsonb, j->'opts',
    (j->>'priority')::integer, (j->>'delay')::bigint, $2::bigint, 1, NULL, NULL, NULL, NULL, NULL, false)
  FROM jsonb_array_elements($1::jsonb) AS j`;

interface Call {
  readonly activations: readonly OutgoingActivation[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts activations on their queues. All calls of one event-loop turn are one statement, and so one transaction, whatever
 * their agents; a call that finds nothing under way leaves as soon as the code that runs now is done.
 */
export class PostgresSender {
  readonly #database: SqlDatabase;
  #calls: Call[] = [];
  #batchesUnderWay = 0;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  send(activations: readonly OutgoingActivation[]): Promise<void> {
    if (activations.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      if (this.#calls.push({ activations, resolve, reject }) > 1) return;
      if (this.#batchesUnderWay === 0) process.nextTick(() => void this.#flush());
      else setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const calls = this.#calls;
    this.#calls = [];
    this.#batchesUnderWay++;
    try {
      await this.#add(calls.flatMap((call) => call.activations));
      for (const call of calls) call.resolve();
    } catch (error) {
      for (const call of calls) call.reject(error);
    } finally {
      this.#batchesUnderWay--;
    }
  }

  async #add(activations: readonly OutgoingActivation[]): Promise<void> {
    const now = Date.now();
    for (let from = 0; from < activations.length; from += BATCH) {
      const entries = activations.slice(from, from + BATCH).map((activation) => toEntry(activation, now));
      await this.#database.query(ADD, [JSON.stringify(entries), now]);
    }
  }
}

function toEntry(activation: OutgoingActivation, now: number): object {
  const { id, name, data, opts } = toBullJob(activation, now);
  const { priority, delay = 0 } = opts;
  return { queue: agentQueue(activation.agent), id, name, data, opts, priority, delay };
}
