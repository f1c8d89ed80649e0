import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import {
  hasListedError,
  LISTED_UNITS_MAX,
  type ListedRun,
  type ListedUnit,
  mayWait,
  readCount,
  readOptional,
  readText,
  skipBroken,
  toListedRun,
} from '@ag06/store';
import { readStepStatus, toList } from './read-answer.ts';

/**
 * Adds to runs of a list why they failed, and whether they wait, in one statement. It reads one row of each that failed, and at
 * most one more than `LISTED_UNITS_MAX` units of each that is open.
 */
export async function tellDetails(
  database: SqlDatabase,
  runs: readonly ListedRun[],
): Promise<readonly ListedRun[]> {
  const idsOf = (isAsked: (run: ListedRun) => boolean) => runs.filter(isAsked).map(({ runId }) => runId);
  const { rows } = await database.query(STATEMENT, [idsOf(hasListedError), idsOf(mayWait)]);
  const found = new Map(rows.map((row) => [readText('run_id', row.run_id), row]));
  return runs.map((run) => {
    const row = found.get(run.runId);
    return row === undefined ? run : toListedRun(run, skipBroken(() => readParts(row)) ?? {});
  });
}

/** Each run is looked up by itself: a join would read all runs if statistics say that the table is small. */
const STATEMENT = `
  SELECT v.run_id, (SELECT d.error FROM ag06.run_data d WHERE d.run_id = v.run_id) AS error,
    NULL::json AS units, NULL::text[] AS lists
  FROM unnest($1::text[]) AS v (run_id)
  UNION ALL
  SELECT v.run_id, NULL, (
      SELECT coalesce(json_agg(json_build_array(part.unit, part.status, part.item)), '[]') FROM (
        SELECT u.unit, u.status, u.item FROM ag06.units u WHERE u.run_id = v.run_id LIMIT ${LISTED_UNITS_MAX + 1}
      ) AS part
    ), ARRAY(SELECT c.step FROM ag06.item_counts c WHERE c.run_id = v.run_id LIMIT ${LISTED_UNITS_MAX})
  FROM unnest($2::text[]) AS v (run_id)`;

function readParts({ error, units, lists }: SqlRow): Parameters<typeof toListedRun>[1] {
  if (units === null) return { error: readOptional(readText, 'error', error) };
  return {
    units: new Map(toList('units', units).map(readUnit)),
    items: new Map(toList('lists', lists).map((step) => [readText('step', step), step])),
  };
}

function readUnit(raw: unknown): readonly [unit: string, told: ListedUnit] {
  const [unit, status, item] = toList('unit', raw);
  return [
    readText('unit', unit),
    { status: readStepStatus('status', status), item: readOptional(readCount, 'item', item) },
  ];
}
