import type { SqlDatabase } from '@ag06/postgres';
import type { RunField } from '@ag06/protocol';
import { readCount, readField } from '@ag06/store';
import { isRunId } from './run-id.ts';

/** Measures these fields of a run in bytes. Missing ones are absent. */
export async function measureFields(
  database: SqlDatabase,
  runId: string,
  fields: readonly RunField[],
): Promise<ReadonlyMap<RunField, number>> {
  if (!isRunId(runId) || fields.length === 0) return new Map();
  const { rows } = await database.query(
    'SELECT field, ag06.measure_field($1, field) AS bytes FROM unnest($2::text[]) AS field',
    [runId, fields],
  );
  return new Map(
    rows.flatMap(({ field, bytes }) =>
      bytes === null ? [] : [[readField('field', field), readCount('bytes', bytes)]],
    ),
  );
}

/** The names of the fields that only forks have. */
export async function listForkFields(database: SqlDatabase, runId: string): Promise<readonly RunField[]> {
  if (!isRunId(runId)) return [];
  const { rows } = await database.query('SELECT field FROM ag06.run_fields WHERE run_id = $1', [runId]);
  return rows.map(({ field }) => readField('field', field));
}
