import type { Failure, ItemCounts, Json, RunMeta } from '@ag06/contracts';
import type { SqlDatabase } from '@ag06/postgres';
import type { RunRecord, RunSummary, UnitRecord } from '@ag06/store';

const RUN = `
  SELECT r.run_id, r.status, r.created_at, r.finished_at, d.meta, d.input, d.output, d.error,
    (SELECT coalesce(json_agg(json_build_object('unit', u.unit, 'status', u.status, 'attempt', u.attempt,
      'dispatch', u.dispatch, 'lost', u.lost, 'holder', u.job, 'token', u.token, 'worker', u.worker, 'dueAt', u.due_at,
      'evaluates', u.evaluates, 'reads', u.reads, 'item', u.item)), '[]') FROM ag06.units u WHERE u.run_id = r.run_id) AS units,
    (SELECT coalesce(json_agg(json_build_object('step', c.step, 'total', c.total, 'next', c.next_item,
      'left', c.items_left, 'failed', c.failed)), '[]') FROM ag06.item_counts c WHERE c.run_id = r.run_id) AS items
  FROM ag06.runs r JOIN ag06.run_data d USING (run_id) WHERE r.run_id = $1`;

type RawUnit = Omit<UnitRecord, 'item' | 'blockedBy'> & {
  readonly unit: string;
  readonly item: number | null;
};

/** A run with all its units, as it was at one moment. */
export async function loadRun(database: SqlDatabase, runId: string): Promise<RunRecord | undefined> {
  const [row] = (await database.query(RUN, [runId])).rows;
  if (row === undefined) return undefined;
  const { input, output, error, units, items } = row;
  return {
    ...toSummary(row),
    input: JSON.parse(input) as Json,
    output: output === null ? undefined : (JSON.parse(output) as Json),
    error: error === null ? undefined : (JSON.parse(error) as Failure),
    units: new Map((units as RawUnit[]).map(({ unit, ...raw }) => [unit, toUnit(raw)])),
    items: new Map((items as (ItemCounts & { step: string })[]).map(({ step, ...counts }) => [step, counts])),
  };
}

/** The reason of a blocked unit stands where the name of a holder would; the first version wrote none for a pause. */
function toUnit({ item, worker, ...record }: Omit<RawUnit, 'unit'>): UnitRecord {
  const held =
    record.status === 'blocked'
      ? { worker: '', blockedBy: worker || 'pause' }
      : { worker, blockedBy: undefined };
  return { ...record, ...held, ...(item !== null && { item }) };
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the statements here and in `list-runs.ts`
export const toSummary = (row: any): RunSummary => ({
  runId: row.run_id,
  meta: JSON.parse(row.meta) as RunMeta,
  status: row.status,
  createdAt: Number(row.created_at),
  finishedAt: row.finished_at === null ? undefined : Number(row.finished_at),
});
