import type { SqlDatabase } from '@ag06/postgres';
import type { RunPage, RunQuery } from '@ag06/store';
import { toSummary } from './load-run.ts';

/** Newest first by (created_at, run_id), from behind the position that a former page gave. */
export async function listRuns(database: SqlDatabase, query: RunQuery): Promise<RunPage> {
  const { text, params } = toStatement(query);
  const found = (await database.query(text, params)).rows.map(toSummary);
  const runs = found.slice(0, query.limit);
  const last = runs.at(-1);
  return {
    runs,
    next: found.length > query.limit && last ? { createdAt: last.createdAt, runId: last.runId } : undefined,
  };
}

/** Only the conditions that are asked for, so that each combination has its own plan. */
function toStatement(query: RunQuery): { text: string; params: unknown[] } {
  const params: unknown[] = [];
  const param = (value: unknown) => `$${params.push(value)}`;
  const conditions = [`r.tenant = ${param(query.tenant)}`];
  const { statuses, workflow, correlationId, tags, from, to, after } = query;
  if (statuses.length > 0) conditions.push(`r.status = ANY (${param(statuses)}::text[])`);
  if (workflow !== undefined) conditions.push(`r.workflow = ${param(workflow)}`);
  if (correlationId !== undefined) conditions.push(`r.correlation_id = ${param(correlationId)}`);
  if (tags.length > 0) {
    conditions.push(`EXISTS (SELECT FROM ag06.run_tags t WHERE t.tenant = r.tenant
      AND t.tag = ANY (${param(tags)}::text[]) AND t.created_at = r.created_at AND t.run_id = r.run_id)`);
  }
  if (from !== undefined) conditions.push(`r.created_at >= ${param(from)}`);
  if (to !== undefined) conditions.push(`r.created_at < ${param(to)}`);
  if (after !== undefined) {
    conditions.push(`(r.created_at, r.run_id) < (${param(after.createdAt)}, ${param(after.runId)})`);
  }
  const text = `
    SELECT r.run_id, r.status, r.created_at, r.finished_at, d.meta
    FROM ag06.runs r JOIN ag06.run_data d USING (run_id) WHERE ${conditions.join(' AND ')}
    ORDER BY r.created_at DESC, r.run_id DESC LIMIT ${param(query.limit + 1)}`;
  return { text, params };
}
