import type { SqlRow } from '@ag06/postgres';
import { type LogPage, readCount, readEvent, readFlag, readOptional } from '@ag06/store';

/** Looks at lengths, which PostgreSQL knows without reading the texts, and one event further than the page. */
const READ = `
  WITH measured AS (
    SELECT seq, at, type, body, octet_length(body) AS size,
      sum(octet_length(body)) OVER (ORDER BY seq) AS total,
      row_number() OVER (ORDER BY seq) AS number,
      lead(seq) OVER (ORDER BY seq) IS NOT NULL AS more
    FROM (
      SELECT seq, at, type, body FROM ag06.events WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3::bigint + 1
    ) AS following
  )
  SELECT seq, at, type, body, size, more FROM measured
  WHERE number <= $3 AND (number = 1 OR total <= $4) ORDER BY seq`;

export interface PageQuery {
  readonly after: number;
  readonly limit: number;
  readonly maxBytes: number;
}

/** Reads a part of a log. */
export async function loadLogPage(
  query: (text: string, params: readonly unknown[]) => Promise<readonly SqlRow[]>,
  runId: string,
  { after, limit, maxBytes }: PageQuery,
): Promise<LogPage> {
  const rows = await query(READ, [runId, after, limit, maxBytes]);
  return {
    events: rows.map(({ seq, at, type, body }) => readEvent(runId, { seq, at, type, body })),
    bytes: rows.reduce((sum, { size }) => sum + readCount('size', size), 0),
    more: readOptional(readFlag, 'more', rows.at(-1)?.more) ?? false,
  };
}
