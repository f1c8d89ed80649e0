import type { SqlDatabase } from '@ag06/postgres';
import { parseWakeupKey, toWakeupKey, type Wakeup, type WakeupClass } from '@ag06/protocol';

/** The primary key of a wake-up's row: the three parts of its key. Only the last may contain more separators. */
function toRow(wakeup: Wakeup): readonly [runId: string, kind: string, subject: string] {
  const [runId = '', kind = '', ...subject] = toWakeupKey(wakeup).split('|');
  return [runId, kind, subject.join('|')];
}

const tableOf = ({ subject }: Wakeup): string => (subject === 'run' ? 'ag06.wakeups' : 'ag06.timers');

const IS_IT = 'w.run_id = $1 AND w.kind = $2 AND w.subject = $3';

/** Where the wake-ups of a class are, as the indexes of the tables say it. */
const PLACES: Readonly<Record<WakeupClass, readonly { readonly table: string; readonly where: string }[]>> = {
  timers: [
    { table: 'ag06.wakeups', where: `kind <> 'watchdog'` },
    { table: 'ag06.timers', where: 'true' },
  ],
  looks: [{ table: 'ag06.wakeups', where: `kind = 'watchdog'` }],
};

/** Of each table at most `limit`, as of each partition. */
export async function takeWakeups(
  database: SqlDatabase,
  of: WakeupClass,
  limit: number,
  leaseMs: number,
): Promise<readonly Wakeup[]> {
  const take = async ({ table, where }: { readonly table: string; readonly where: string }) => {
    const { rows } = await database.query(
      `WITH due AS (
        SELECT run_id, kind, subject, due_at FROM ${table} WHERE due_at <= ag06.now_ms() AND ${where}
        ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
      ), taken AS (
        UPDATE ${table} AS w SET due_at = ag06.now_ms() + $2 FROM due
        WHERE w.run_id = due.run_id AND w.kind = due.kind AND w.subject = due.subject
        RETURNING concat_ws('|', w.run_id, w.kind, nullif(w.subject, '')) AS key, due.due_at
      ) SELECT key FROM taken ORDER BY due_at`,
      [limit, leaseMs],
    );
    return rows.flatMap(({ key }) => parseWakeupKey(String(key)) ?? []);
  };
  return (await Promise.all(PLACES[of].map(take))).flat();
}

/** In how many milliseconds the next timer is due. */
export async function untilNextTimer(database: SqlDatabase): Promise<number | undefined> {
  const firsts = PLACES.timers.map(
    ({ table, where }) => `(SELECT due_at FROM ${table} WHERE ${where} ORDER BY due_at LIMIT 1)`,
  );
  const { rows } = await database.query(
    `SELECT greatest(0, least(${firsts.join(', ')}) - ag06.now_ms()) AS ms, least(${firsts.join(', ')}) IS NULL AS is_none`,
    [],
  );
  const [row] = rows;
  return row === undefined || row.is_none === true ? undefined : Number(row.ms);
}

export async function armWakeup(database: SqlDatabase, wakeup: Wakeup, afterMs: number): Promise<void> {
  await database.query(
    `INSERT INTO ${tableOf(wakeup)} (run_id, kind, subject, due_at) VALUES ($1, $2, $3, ag06.now_ms() + $4)
    ON CONFLICT (run_id, kind, subject) DO UPDATE SET due_at = LEAST(excluded.due_at, ${tableOf(wakeup)}.due_at)`,
    [...toRow(wakeup), afterMs],
  );
}

export async function moveWakeup(database: SqlDatabase, wakeup: Wakeup, afterMs: number): Promise<void> {
  await database.query(`UPDATE ${tableOf(wakeup)} w SET due_at = ag06.now_ms() + $4 WHERE ${IS_IT}`, [
    ...toRow(wakeup),
    afterMs,
  ]);
}

export async function clearWakeup(database: SqlDatabase, wakeup: Wakeup): Promise<void> {
  if (wakeup.subject === 'entry') {
    await database.query(
      `WITH cleared AS (DELETE FROM ag06.entries WHERE run_id = $1 AND entry = $3)
      DELETE FROM ag06.timers w WHERE ${IS_IT}`,
      toRow(wakeup),
    );
    return;
  }
  if (wakeup.subject !== 'unit') {
    await database.query(`DELETE FROM ${tableOf(wakeup)} w WHERE ${IS_IT}`, toRow(wakeup));
    return;
  }
  await database.query(
    `DELETE FROM ag06.timers w WHERE ${IS_IT} AND NOT EXISTS (
      SELECT FROM ag06.unit_states u WHERE u.run_id = $1 AND u.unit = $4 AND u.park = $5
    )`,
    [...toRow(wakeup), wakeup.unit, wakeup.park],
  );
}
