import type { Json } from '@ag06/contracts';
import type { SqlDatabase } from '@ag06/postgres';
import type { ItemCounts } from '@ag06/protocol';
import {
  type RunOutcome,
  type RunRecord,
  type RunState,
  type RunSummary,
  readRunError,
  readRunMeta,
  type UnitRecord,
} from '@ag06/store';

const SUMMARY = 'r.run_id, r.status, r.created_at, r.finished_at, d.meta';
const RESULT = 'd.output, d.error';
const UNIT = `json_build_object('unit', u.unit, 'status', u.status, 'attempt', u.attempt,
    'dispatch', u.dispatch, 'lost', u.lost, 'by', u.by_job, 'source', u.src, 'holder', u.job, 'delivery', u.delivery,
    'token', u.token, 'worker', u.worker, 'dueAt', u.due_at,
    'evaluates', u.evaluates, 'reads', u.reads, 'item', u.item, 'park', u.park,
    'iteration', u.iteration)`;
const PARTS = `r.ended_by, d.retried_by,
  (SELECT coalesce(json_agg(${UNIT}), '[]') FROM ag06.units u WHERE u.run_id = r.run_id) AS units,
  (SELECT coalesce(json_agg(json_build_object('step', c.step, 'total', c.total, 'next', c.next_item,
    'left', c.items_left, 'failed', c.failed)), '[]') FROM ag06.item_counts c WHERE c.run_id = r.run_id) AS items`;

// biome-ignore lint/suspicious/noExplicitAny: a row of the statements here
async function loadRow(database: SqlDatabase, runId: string, ...columns: string[]): Promise<any> {
  const text = `SELECT ${columns.join(', ')} FROM ag06.runs r JOIN ag06.run_data d USING (run_id) WHERE r.run_id = $1`;
  return (await database.query(text, [runId])).rows[0];
}

type RawUnit = Omit<UnitRecord, 'item' | 'iteration' | 'blockedBy' | 'awaits'> & {
  readonly unit: string;
  readonly iteration: number;
  readonly item: number | null;
};

export async function loadSummary(database: SqlDatabase, runId: string): Promise<RunSummary | undefined> {
  const row = await loadRow(database, runId, SUMMARY);
  return row && toSummary(row);
}

export async function loadOutcome(database: SqlDatabase, runId: string): Promise<RunOutcome | undefined> {
  const row = await loadRow(database, runId, SUMMARY, RESULT);
  return row && { ...toSummary(row), ...toResult(row) };
}

export async function loadState(database: SqlDatabase, runId: string): Promise<RunState | undefined> {
  const row = await loadRow(database, runId, SUMMARY, PARTS);
  return row && { ...toSummary(row), ...toParts(row) };
}

export async function loadUnit(
  database: SqlDatabase,
  runId: string,
  unit: string,
): Promise<UnitRecord | undefined> {
  const text = `SELECT ${UNIT} AS state FROM ag06.units u WHERE u.run_id = $1 AND u.unit = $2`;
  const { rows } = await database.query(text, [runId, unit]);
  return rows[0] && toUnit(rows[0].state as RawUnit);
}

/** Loads a run with all its units as of one moment. */
export async function loadRun(database: SqlDatabase, runId: string): Promise<RunRecord | undefined> {
  const row = await loadRow(database, runId, SUMMARY, 'd.input', RESULT, PARTS);
  const input = row && (JSON.parse(row.input) as Json);
  return row && { ...toSummary(row), input, ...toResult(row), ...toParts(row) };
}

// biome-ignore lint/suspicious/noExplicitAny: a row with the columns of RESULT
const toResult = ({ run_id, output, error }: any): Pick<RunOutcome, 'output' | 'error'> => ({
  output: output === null ? undefined : (JSON.parse(output) as Json),
  error: error === null ? undefined : readRunError(run_id, error),
});

// biome-ignore lint/suspicious/noExplicitAny: a row with the columns of PARTS
const toParts = (row: any): Pick<RunState, 'units' | 'items' | 'endedBy' | 'retriedBy'> => ({
  endedBy: row.ended_by,
  ...(row.retried_by !== null && { retriedBy: row.retried_by }),
  units: new Map((row.units as RawUnit[]).map((raw) => [raw.unit, toUnit(raw)])),
  items: new Map(
    (row.items as (ItemCounts & { step: string })[]).map(({ step, ...counts }) => [step, counts]),
  ),
});

/** The reason of a blocked or waiting unit is in the column of its holder. */
function toUnit({ unit: _, item, iteration, worker, ...record }: RawUnit): UnitRecord {
  const isBlocked = record.status === 'blocked';
  const isWaiting = record.status === 'waiting' || (record.status === 'retrying' && worker !== '');
  return {
    ...record,
    worker: isBlocked || isWaiting ? '' : worker,
    blockedBy: isBlocked ? worker : undefined,
    awaits: isWaiting ? worker : undefined,
    ...(item !== null && { item }),
    ...(iteration > 0 && { iteration }),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the statements here and in `list-runs.ts`
export const toSummary = (row: any): RunSummary => ({
  runId: row.run_id,
  meta: readRunMeta(row.run_id, row.meta),
  status: row.status,
  createdAt: Number(row.created_at),
  finishedAt: row.finished_at === null ? undefined : Number(row.finished_at),
});
