import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import { type ItemCounts, kindOfReason } from '@ag06/protocol';
import {
  inRunRecord,
  type RunOutcome,
  type RunRecord,
  type RunState,
  type RunSummary,
  readCount,
  readField,
  readFlag,
  readJson,
  readOptional,
  readRunError,
  readRunMeta,
  readRunOutput,
  readRunStatus,
  readText,
  type UnitRecord,
} from '@ag06/store';
import { type Raw, readStepStatus, toList, toRaw } from './read-answer.ts';

const SUMMARY = 'r.run_id, r.status, r.created_at, r.finished_at, d.meta';
const RESULT = 'd.output, d.error';
const UNIT = `json_build_object('unit', u.unit, 'status', u.status, 'attempt', u.attempt,
    'dispatch', u.dispatch, 'lost', u.lost, 'by', u.by_job, 'source', u.src, 'holder', u.job, 'delivery', u.delivery,
    'token', u.token, 'worker', u.worker, 'dueAt', u.due_at,
    'evaluates', u.evaluates, 'reads', u.reads, 'item', u.item, 'park', u.park,
    'iteration', u.iteration)`;
/** The units and the progress of lists: of all steps, or of those units that the second parameter names. */
const partsOf = (units: readonly string[] | undefined): string => {
  const among = (column: string) => (units === undefined ? '' : ` AND ${column} = ANY($2::text[])`);
  return `r.ended_by, d.retried_by,
  (SELECT coalesce(json_agg(${UNIT}), '[]') FROM ag06.units u
    WHERE u.run_id = r.run_id${among('u.unit')}) AS units,
  (SELECT coalesce(json_agg(json_build_object('step', c.step, 'total', c.total, 'next', c.next_item,
    'left', c.items_left, 'failed', c.failed)), '[]') FROM ag06.item_counts c
    WHERE c.run_id = r.run_id${among('c.step')}) AS items`;
};

async function loadRow(
  database: SqlDatabase,
  runId: string,
  columns: readonly string[],
  units?: readonly string[],
): Promise<SqlRow | undefined> {
  const text = `SELECT ${columns.join(', ')} FROM ag06.runs r JOIN ag06.run_data d USING (run_id) WHERE r.run_id = $1`;
  return (await database.query(text, units === undefined ? [runId] : [runId, units])).rows[0];
}

export async function loadSummary(database: SqlDatabase, runId: string): Promise<RunSummary | undefined> {
  const row = await loadRow(database, runId, [SUMMARY]);
  return row && toSummary(row);
}

export async function loadOutcome(database: SqlDatabase, runId: string): Promise<RunOutcome | undefined> {
  const row = await loadRow(database, runId, [SUMMARY, RESULT]);
  return row && { ...toSummary(row), ...toResult(runId, row) };
}

export async function loadState(
  database: SqlDatabase,
  runId: string,
  units?: readonly string[],
): Promise<RunState | undefined> {
  const row = await loadRow(database, runId, [SUMMARY, partsOf(units)], units);
  return row && { ...toSummary(row), ...toParts(runId, row) };
}

export async function loadUnit(
  database: SqlDatabase,
  runId: string,
  unit: string,
): Promise<UnitRecord | undefined> {
  const text = `SELECT ${UNIT} AS state FROM ag06.units u WHERE u.run_id = $1 AND u.unit = $2`;
  const [row] = (await database.query(text, [runId, unit])).rows;
  return row && toUnit(runId, row.state)[1];
}

/** Loads a run with its units as of one moment. */
export async function loadRun(
  database: SqlDatabase,
  runId: string,
  units?: readonly string[],
): Promise<RunRecord | undefined> {
  const row = await loadRow(database, runId, [SUMMARY, 'd.input', RESULT, partsOf(units)], units);
  if (row === undefined) return undefined;
  const input = inRunRecord(runId, 'in', () => readJson('input', row.input));
  return { ...toSummary(row), input, ...toResult(runId, row), ...toParts(runId, row) };
}

const toResult = (
  runId: string,
  { output, error }: SqlRow,
): Pick<RunOutcome, 'output' | 'large' | 'error'> => ({
  ...(output === null ? { output: undefined } : readRunOutput(runId, output)),
  error: error === null ? undefined : readRunError(runId, error),
});

function toParts(
  runId: string,
  { units, items, ended_by, retried_by }: SqlRow,
): Pick<RunState, 'units' | 'items' | 'endedBy' | 'retriedBy'> {
  return {
    endedBy: inRunRecord(runId, 'h', () => readText('endedBy', ended_by)),
    ...(retried_by !== null && {
      retriedBy: inRunRecord(runId, 'h', () => readText('retriedBy', retried_by)),
    }),
    units: new Map(toList('units', units).map((unit) => toUnit(runId, unit))),
    items: new Map(toList('items', items).map((counts) => toCounts(runId, counts))),
  };
}

function toCounts(runId: string, raw: unknown): [step: string, counts: ItemCounts] {
  const { step, total, next, left, failed } = toRaw('items', raw);
  const counts = inRunRecord(runId, `i:${step}`, () => ({
    total: readCount('total', total),
    next: readCount('next', next),
    left: readCount('left', left),
    failed: readCount('failed', failed),
  }));
  return [readText('step', step), counts];
}

/** Throws `STORE_RECORD_INVALID` if the unit is broken. */
function toUnit(runId: string, state: unknown): [unit: string, record: UnitRecord] {
  const raw = toRaw('unit', state);
  const unit = readText('unit', raw.unit);
  return [unit, inRunRecord(runId, `s:${unit}`, () => readUnit(raw))];
}

/** The reason of a blocked or waiting unit is in the column of its holder. */
function readUnit(raw: Raw): UnitRecord {
  const status = readStepStatus('status', raw.status);
  const worker = readText('worker', raw.worker);
  const isBlocked = status === 'blocked';
  const isWaiting = status === 'waiting' || (status === 'retrying' && worker !== '');
  // Throws for a reason that nobody knows.
  if (isBlocked || isWaiting) kindOfReason(worker);
  return {
    status,
    attempt: readCount('attempt', raw.attempt),
    dispatch: readCount('dispatch', raw.dispatch),
    lost: readCount('lost', raw.lost),
    by: readText('by', raw.by),
    source: readText('source', raw.source),
    holder: readText('holder', raw.holder),
    delivery: readCount('delivery', raw.delivery),
    token: readCount('token', raw.token),
    worker: isBlocked || isWaiting ? '' : worker,
    dueAt: readCount('dueAt', raw.dueAt),
    evaluates: readFlag('evaluates', raw.evaluates),
    reads: toList('reads', raw.reads).map((field) => readField('reads', field)),
    park: readCount('park', raw.park),
    blockedBy: isBlocked ? worker : undefined,
    awaits: isWaiting ? worker : undefined,
    ...(raw.item !== null && { item: readCount('item', raw.item) }),
    ...(raw.iteration !== 0 && { iteration: readCount('iteration', raw.iteration) }),
  };
}

/** A row with the columns of `SUMMARY`. */
export function toSummary(row: SqlRow): RunSummary {
  const runId = readText('run_id', row.run_id);
  return {
    runId,
    meta: readRunMeta(runId, row.meta),
    ...inRunRecord(runId, 'h', () => ({
      status: readRunStatus('status', row.status),
      createdAt: readCount('createdAt', row.created_at),
      finishedAt: readOptional(readCount, 'finishedAt', row.finished_at),
    })),
  };
}
