import type { SqlDatabase } from '@ag06/postgres';
import type { WorkerRecord } from '@ag06/store/fleet';

/** Says that the worker lives. A module of its own, because the thread beside a worker's event loop loads it alone. */
export async function registerWorker(database: SqlDatabase, worker: WorkerRecord): Promise<void> {
  await database.query(
    `WITH known AS (INSERT INTO ag06.agents SELECT unnest($3::text[]) ON CONFLICT DO NOTHING)
    INSERT INTO ag06.workers VALUES ($1, ag06.now_ms(), $2)
    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, record = excluded.record`,
    [worker.id, JSON.stringify(worker), [...worker.agents].sort()],
  );
}
