import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import {
  type ApprovalPage,
  type ApprovalPosition,
  type ApprovalQuery,
  type OpenApproval,
  readApprovalCard,
  readCount,
  readRunMeta,
  readText,
  skipBroken,
} from '@ag06/store';

const SELECT = `SELECT a.run_id, a.unit, a.signal, a.opened_at, a.card, u.park, u.due_at, d.meta
    FROM ag06.approvals a
    JOIN ag06.unit_states u ON u.run_id = a.run_id AND u.unit = a.unit
    JOIN ag06.run_data d ON d.run_id = a.run_id`;

/** Lists what waits for an answer. Each combination of filters has an index in this order. */
export async function listApprovals(database: SqlDatabase, query: ApprovalQuery): Promise<ApprovalPage> {
  const { tenant, workflow, signal, after, limit } = query;
  const values: unknown[] = [tenant, limit + 1, after?.openedAt ?? 0, after?.runId ?? '', after?.unit ?? ''];
  const add = (column: string, value: string | undefined): string =>
    value === undefined ? '' : `AND a.${column} = $${values.push(value)}`;
  const { rows } = await database.query(
    `${SELECT} WHERE a.tenant = $1 ${add('workflow', workflow)} ${add('signal', signal)}
      AND (a.opened_at, a.run_id, a.unit) > ($3, $4, $5)
    ORDER BY a.opened_at, a.run_id, a.unit LIMIT $2`,
    values,
  );
  const found = rows.slice(0, limit);
  const last = rows.length > limit ? found.at(-1) : undefined;
  return {
    approvals: found.flatMap((row) => skipBroken(() => toApproval(row)) ?? []),
    next: last && toPosition(last),
  };
}

/** Returns what a unit asks of a person; undefined unless it waits for the answer. */
export async function findApproval(
  database: SqlDatabase,
  runId: string,
  unit: string,
): Promise<OpenApproval | undefined> {
  const { rows } = await database.query(`${SELECT} WHERE a.run_id = $1 AND a.unit = $2`, [runId, unit]);
  return rows.flatMap((row) => skipBroken(() => toApproval(row)) ?? [])[0];
}

const toPosition = (row: SqlRow): ApprovalPosition => ({
  openedAt: readCount('opened_at', row.opened_at),
  runId: readText('run_id', row.run_id),
  unit: readText('unit', row.unit),
});

/** A row of the statements above. */
function toApproval(row: SqlRow): OpenApproval {
  const position = toPosition(row);
  const { runId, unit } = position;
  return {
    ...position,
    park: readCount('park', row.park),
    dueAt: readCount('due_at', row.due_at),
    signal: readText('signal', row.signal),
    card: readApprovalCard(runId, unit, readText('card', row.card)),
    meta: readRunMeta(runId, row.meta),
  };
}
