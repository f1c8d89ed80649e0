import { agentQueue } from '@ag06/contracts';
import type { SqlDatabase } from '@ag06/postgres';
import type { UndeliverableJob } from '../broker.ts';
import { DELAY_MAX_MS, LATE_LOOK_MAX, UNSOUND_DELAY_MAX_MS, whyTooLate } from '../why-late.ts';
import { DELIVERIES_MAX, whyUndeliverable } from '../why-undeliverable.ts';
import { NOW_MS, QUEUE_SCHEMA } from './queue-schema.ts';

const JOBS = `${QUEUE_SCHEMA}.job`;
const IS_UNLOCKED = `NOT (state = 'active' AND locked_until_ms > ${NOW_MS})`;
/** Jobs of all queues examined in one round: the oldest ones. */
const LOOK_MAX = 200;

type OnDead = (job: UndeliverableJob) => Promise<void>;

interface Row {
  readonly queue: string;
  readonly id: string;
  readonly data: string;
  readonly parent_id: string | null;
  readonly attempts_started: number;
}

/** Jobs in BullMQ's tables that nobody can end, and jobs that are due only in ages. */
export class PostgresUndeliverable {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async removeUndeliverable(agents: readonly string[], onDead: OnDead): Promise<void> {
    const queues = agents.map(agentQueue);
    const returning = await this.#query(
      `SELECT queue, id, data::text, parent_id, attempts_started FROM ${JOBS}
      WHERE queue = ANY ($1::text[]) AND state IN ('waiting', 'active') AND attempts_started >= $2
        AND ${IS_UNLOCKED} ORDER BY seq LIMIT $3`,
      [queues, DELIVERIES_MAX, LOOK_MAX],
    );
    for (const row of returning) {
      const reason = whyUndeliverable(toFields(row), row.attempts_started);
      if (reason !== undefined) await this.#remove(row, reason, IS_UNLOCKED, onDead);
    }
    for (const row of await this.#findLate(queues, UNSOUND_DELAY_MAX_MS)) {
      const reason = whyUndeliverable(toFields(row), 0);
      if (reason !== undefined) await this.#remove(row, reason, `state = 'delayed'`, onDead);
    }
  }

  /** A table has no keys of another type. */
  async setForeignAside(queues: readonly string[], onDead: OnDead): Promise<void> {
    for (const row of await this.#findLate(queues, DELAY_MAX_MS))
      await this.#remove(row, whyTooLate(), `state = 'delayed'`, onDead);
  }

  /** Returns the last jobs of each queue that are due later than `afterMs` from now. */
  #findLate(queues: readonly string[], afterMs: number): Promise<readonly Row[]> {
    return this.#query(
      `SELECT late.* FROM unnest($1::text[]) AS asked (name), LATERAL (
        SELECT queue, id, data::text, parent_id, attempts_started FROM ${JOBS}
        WHERE queue = asked.name AND state = 'delayed' AND process_at_ms > ${NOW_MS} + $2::bigint
        ORDER BY process_at_ms DESC LIMIT $3) AS late`,
      [queues, afterMs, LATE_LOOK_MAX],
    );
  }

  async #remove({ queue, id, data }: Row, reason: string, still: string, onDead: OnDead): Promise<void> {
    await onDead({ queue, jobId: id, reason, data });
    await this.#query(`DELETE FROM ${JOBS} WHERE queue = $1 AND id = $2 AND ${still}`, [queue, id]);
  }

  async #query(text: string, params: readonly unknown[]): Promise<Row[]> {
    return (await this.#database.query(text, params)).rows.map(toRow);
  }
}

/** Reads columns by name, because BullMQ may change them. */
const toRow = (row: Readonly<Record<string, unknown>>): Row => ({
  queue: String(row.queue),
  id: String(row.id),
  data: String(row.data),
  parent_id: row.parent_id == null ? null : String(row.parent_id),
  attempts_started: Number(row.attempts_started),
});

const toFields = ({ data, parent_id }: Row): ReadonlyMap<string, string> =>
  new Map([['data', data], ...(parent_id === null ? [] : [['parent', '{}'] as const])]);
