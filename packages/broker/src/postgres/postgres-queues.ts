import { agentQueue } from '@ag06/contracts';
import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import type { JobAddress, JobPlace, QueueCounts, QueueState, QueueTurn } from '../broker.ts';
import { findHeldBack, toLimit } from '../held-back.ts';
import { NO_STALLED_LIMIT } from '../queue-registry.ts';
import type { BeforeStalledCheck } from './queue-backend.ts';
import { NOW_MS, QUEUE_SCHEMA } from './queue-schema.ts';

const JOBS = `${QUEUE_SCHEMA}.job`;
const IS_LOCKED = `(state = 'active' AND locked_until_ms > ${NOW_MS})`;

/** Reads BullMQ's tables, and makes changes for which BullMQ has no function. Each is one statement. */
export class PostgresQueues {
  readonly #database: SqlDatabase;
  readonly #stalledIntervalMs: number;
  readonly #beforeStalledCheck: BeforeStalledCheck;

  constructor(database: SqlDatabase, stalledIntervalMs: number, beforeStalledCheck: BeforeStalledCheck) {
    this.#database = database;
    this.#stalledIntervalMs = stalledIntervalMs;
    this.#beforeStalledCheck = beforeStalledCheck;
  }

  async remove(jobs: readonly JobAddress[]): Promise<void> {
    if (jobs.length === 0) return;
    await this.#query(
      `DELETE FROM ${JOBS} USING unnest($1::text[], $2::text[]) AS a (queue, id)
      WHERE job.queue = a.queue AND job.id = a.id AND job.state IN ('waiting', 'delayed')`,
      toColumns(jobs),
    );
  }

  async locate(jobs: readonly JobAddress[]): Promise<readonly JobPlace[]> {
    if (jobs.length === 0) return [];
    const rows = await this.#query(
      `SELECT job.state::text, ${IS_LOCKED} AS is_locked
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (queue, id, n)
      LEFT JOIN ${JOBS} ON job.queue = a.queue AND job.id = a.id ORDER BY a.n`,
      toColumns(jobs),
    );
    return rows.map(toPlace);
  }

  async findTurns(jobs: readonly JobAddress[]): Promise<readonly (QueueTurn | undefined)[]> {
    if (jobs.length === 0) return [];
    const rows = await this.#query(
      `SELECT job.id, greatest(0, ${NOW_MS} - job.added_at_ms - job.delay_ms) AS age,
        (SELECT count(*) FROM ${JOBS} AS other WHERE other.queue = job.queue AND other.state = 'waiting'
          AND (other.priority, other.seq) < (job.priority, job.seq)) AS ahead
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (queue, id, n)
      LEFT JOIN ${JOBS} ON job.queue = a.queue AND job.id = a.id AND job.state = 'waiting' ORDER BY a.n`,
      toColumns(jobs),
    );
    return rows.map(({ id, age, ahead }) =>
      id === null ? undefined : { ahead: Number(ahead), ageMs: Number(age) },
    );
  }

  async peek(agents: readonly string[]): Promise<ReadonlyMap<string, number | undefined>> {
    const rows = await this.#query(
      `SELECT (SELECT priority FROM ${JOBS} WHERE job.queue = q AND state = 'waiting' ORDER BY priority, seq LIMIT 1)
      FROM unnest($1::text[]) WITH ORDINALITY AS a (q, n) ORDER BY n`,
      [agents.map(agentQueue)],
    );
    return new Map(agents.map((agent, i) => [agent, toKey(rows[i]?.priority)]));
  }

  async countJobs(agents: readonly string[]): Promise<ReadonlyMap<string, QueueCounts>> {
    const counts = await this.#countQueues(agents.map(agentQueue));
    return new Map(agents.map((agent, i) => [agent, counts[i] ?? NO_JOBS]));
  }

  async countEntryJobs(queue: string): Promise<QueueCounts> {
    const [counts] = await this.#countQueues([queue]);
    return counts ?? NO_JOBS;
  }

  async #countQueues(queues: readonly string[]): Promise<QueueCounts[]> {
    const [rows, limits] = await Promise.all([
      this.#query(
        `SELECT queue, count(*) FILTER (WHERE state = 'waiting') AS waiting,
          count(*) FILTER (WHERE state = 'active') AS active, count(*) FILTER (WHERE state = 'delayed') AS delayed,
          count(*) FILTER (WHERE state = 'delayed' AND process_at_ms <= ${NOW_MS}) AS due
        FROM ${JOBS} WHERE queue = ANY ($1::text[]) GROUP BY queue`,
        [queues],
      ),
      this.#readLimits(queues),
    ]);
    const byQueue = new Map(rows.map((row) => [row.queue, row]));
    return queues.map((queue) => toCounts(byQueue.get(queue), limits.get(queue)));
  }

  /** Settings of queues in BullMQ itself. Most queues have none. */
  async #readLimits(queues: readonly string[]): Promise<ReadonlyMap<unknown, SqlRow>> {
    const rows = await this.#query(
      `SELECT queue, bool_or(field = 'paused' AND value = '1') AS paused,
        max(value) FILTER (WHERE field = 'concurrency') AS concurrency, max(value) FILTER (WHERE field = 'max') AS max,
        (SELECT points FROM ${QUEUE_SCHEMA}.rate_limit AS rate
          WHERE rate.queue = meta.queue AND rate.expire_at_ms > ${NOW_MS}) AS begun
      FROM ${QUEUE_SCHEMA}.meta WHERE queue = ANY ($1::text[]) AND field IN ('paused', 'concurrency', 'max') GROUP BY queue`,
      [queues],
    );
    return new Map(rows.map((row) => [row.queue, row]));
  }

  async findLongestWaits(agents: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#query(
      `SELECT queue, greatest(0, max(${NOW_MS} - added_at_ms - delay_ms)) AS age FROM ${JOBS}
      WHERE queue = ANY ($1::text[]) AND state = 'waiting' GROUP BY queue`,
      [agents.map(agentQueue)],
    );
    const byQueue = new Map(rows.map(({ queue, age }) => [queue, Number(age)]));
    return new Map(
      agents.flatMap((agent) => {
        const waitMs = byQueue.get(agentQueue(agent));
        return waitMs === undefined ? [] : [[agent, waitMs]];
      }),
    );
  }

  async inspect(agents: readonly string[]): Promise<ReadonlyMap<string, QueueState>> {
    const [counts, rows] = await Promise.all([
      this.countJobs(agents),
      this.#query(
        `SELECT asked.queue, head.id, head.age FROM unnest($1::text[]) AS asked (queue), LATERAL (
          SELECT id, greatest(0, ${NOW_MS} - added_at_ms - delay_ms) AS age FROM ${JOBS}
          WHERE job.queue = asked.queue AND state = 'waiting' ORDER BY priority, seq LIMIT 1) AS head`,
        [agents.map(agentQueue)],
      ),
    ]);
    const heads = new Map(
      rows.map(({ queue, id, age }) => [queue, { jobId: String(id), ageMs: Number(age) }]),
    );
    return new Map(
      agents.map((agent) => [
        agent,
        { ...NO_JOBS, ...counts.get(agent), head: heads.get(agentQueue(agent)) },
      ]),
    );
  }

  async forgetQueue(agent: string): Promise<void> {
    for (const table of ['job', 'event', 'meta', 'rate_limit']) {
      await this.#query(`DELETE FROM ${QUEUE_SCHEMA}.${table} WHERE queue = $1`, [agentQueue(agent)]);
    }
  }

  /** Sorts queues, so that two transactions never wait for each other in a circle. */
  async recoverStalled(agents: readonly string[]): Promise<void> {
    await this.#beforeStalledCheck();
    await this.#query(
      `SELECT ${QUEUE_SCHEMA}.move_stalled_jobs_to_wait(queue, $2, ${NOW_MS}, $3::bigint)
      FROM unnest($1::text[]) AS queue`,
      [agents.map(agentQueue).sort(), NO_STALLED_LIMIT, this.#stalledIntervalMs],
    );
  }

  /** `seq`, which orders jobs of one key, stays. */
  async rebasePriorities(agents: readonly string[], seconds: number, above: number): Promise<void> {
    await this.#query(
      `UPDATE ${JOBS} SET priority = greatest(1, priority - $2::integer)
      WHERE queue = ANY ($1::text[]) AND priority > $3 AND state IN ('waiting', 'delayed', 'active')`,
      [agents.map(agentQueue), Math.trunc(seconds), Math.trunc(above)],
    );
  }

  async #query(text: string, params: readonly unknown[]): Promise<readonly SqlRow[]> {
    return (await this.#database.query(text, params)).rows;
  }
}

const toColumns = (jobs: readonly JobAddress[]): readonly [queues: string[], ids: string[]] => [
  jobs.map(({ agent }) => agentQueue(agent)),
  jobs.map(({ jobId }) => jobId),
];

function toPlace(row: SqlRow): JobPlace {
  switch (row.state) {
    case 'waiting':
      return 'queued';
    case 'delayed':
      return 'delayed';
    case 'active':
      return row.is_locked === true ? 'locked' : 'unlocked';
    default:
      return 'absent';
  }
}

const toKey = (priority: unknown): number | undefined =>
  priority === null || priority === undefined ? undefined : Math.max(0, Number(priority));

const NO_JOBS: QueueCounts = { waiting: 0, active: 0, delayed: 0 };

function toCounts(row: SqlRow | undefined, limits: SqlRow | undefined): QueueCounts {
  const active = Number(row?.active ?? 0);
  const due = Number(row?.due ?? 0);
  const heldBack =
    limits &&
    findHeldBack({
      isPaused: limits.paused === true,
      active,
      concurrency: toLimit(limits.concurrency),
      max: toLimit(limits.max),
      begun: Number(limits.begun ?? 0),
    });
  return {
    waiting: Number(row?.waiting ?? 0),
    active,
    delayed: Number(row?.delayed ?? 0),
    ...(due > 0 && { due }),
    ...(heldBack !== undefined && { heldBack }),
  };
}
