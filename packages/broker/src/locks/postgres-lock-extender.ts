import type { SqlDatabase } from '@ag06/postgres';
import { NOW_MS, QUEUE_SCHEMA } from '../postgres/queue-schema-name.ts';
import type { ExtendLocks } from './renew-held.ts';

/** BullMQ's own renewal for any deliveries. Several of one job may be in one process, each with its own token. */
const EXTEND = `
  WITH held AS (
    SELECT * FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS h (id, token, n)
  ), renewed AS (
    UPDATE ${QUEUE_SCHEMA}.job SET locked_until_ms = ${NOW_MS} + $4::bigint FROM held
    WHERE queue = $1 AND job.id = held.id AND state = 'active' AND lock_token = held.token
    RETURNING held.n
  )
  SELECT n::integer - 1 AS place FROM held WHERE n NOT IN (SELECT n FROM renewed)`;

export const createPostgresLockExtender =
  (database: Pick<SqlDatabase, 'query'>, lockMs: number): ExtendLocks =>
  async (queue, locks) => {
    const ids = locks.map(({ jobId }) => jobId);
    const tokens = locks.map(({ token }) => token);
    const { rows } = await database.query(EXTEND, [queue, ids, tokens, Math.ceil(lockMs)]);
    return rows.map(({ place }) => Number(place));
  };
