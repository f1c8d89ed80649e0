import type { SqlDatabase } from '@ag06/postgres';
import {
  type FinishedRun,
  type RunAsRead,
  type RunDeletion,
  readCount,
  readText,
  wordReader,
} from '@ag06/store';

/** Deletes a run that has ended; with `as` only one that is as its reader found it. */
export async function deleteRun(
  database: SqlDatabase,
  runId: string,
  as: RunAsRead | undefined,
): Promise<RunDeletion> {
  // Whoever holds the row is waited for, and the condition is checked again after that.
  const { rows } = await database.query(
    `WITH found AS MATERIALIZED (
      SELECT run_id FROM ag06.runs WHERE run_id = $1 AND ($2::text IS NULL OR (ended_by = $2 AND events = $3::integer)) FOR UPDATE
    ) SELECT ag06.delete_run(run_id) AS became FROM found`,
    [runId, as?.endedBy ?? null, as?.events ?? null],
  );
  if (rows[0] !== undefined) return readDeletion('became', rows[0].became);
  const { rows: others } = await database.query('SELECT FROM ag06.runs WHERE run_id = $1', [runId]);
  return others.length === 0 ? 'unknown' : 'open';
}

const readDeletion = wordReader(['deleted', 'open', 'unknown']);

/** Lists runs that ended long enough ago and have no entries, the first to end first. */
export async function listFinished(
  database: SqlDatabase,
  ageMs: number,
  limit: number,
  skip: number,
): Promise<readonly FinishedRun[]> {
  const { rows } = await database.query(
    `SELECT run_id, finished_at FROM ag06.runs
    WHERE finished_at < ag06.now_ms() - $1::bigint AND NOT ag06.has_entries(run_id)
    ORDER BY finished_at LIMIT $2 OFFSET $3`,
    [ageMs, limit, skip],
  );
  return rows.map(({ run_id, finished_at }) => ({
    runId: readText('run_id', run_id),
    finishedAt: readCount('finished_at', finished_at),
  }));
}
