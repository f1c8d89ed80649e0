import type { SqlDatabase } from '@ag06/postgres';

/** Sizes are read from the file system, some hundred files at a time. */
const ASKED_EVERY_MS = 10_000;

/** A row's header and its place in a page, with padding. */
const ROW_OVERHEAD = 32;
/** A piece of a large value in its side table. */
const PIECE_BYTES = 2_060;

/**
 * Estimates the bytes in use: the size of each table with its indexes and large values, less what the last vacuum left free.
 * A table does not shrink when rows are deleted, but later rows use that space. What is free follows from the number of rows
 * and their mean width, so until the first ANALYZE of a table all of it counts as used.
 */
const SIZE = `
  SELECT coalesce(sum(
    bytes.main * (1 - least(1, free.main / greatest(1, pg_relation_size(t.oid))))
    + bytes.large * (1 - least(1, free.large / greatest(1, pg_relation_size(l.oid))))
  ), 0)::float8 AS used
  FROM pg_class AS t
  JOIN pg_namespace AS n ON n.oid = t.relnamespace AND n.nspname IN ('ag06', 'bullmq')
  LEFT JOIN pg_class AS l ON l.oid = t.reltoastrelid
  LEFT JOIN pg_stat_all_tables AS seen ON seen.relid = t.oid
  CROSS JOIN LATERAL (
    SELECT sum(avg_width * (1 - null_frac)) + ${ROW_OVERHEAD} AS row
    FROM pg_stats WHERE schemaname = n.nspname AND tablename = t.relname
  ) AS width
  CROSS JOIN LATERAL (
    SELECT pg_relation_size(t.oid) + pg_indexes_size(t.oid) AS main,
      coalesce(pg_total_relation_size(l.oid), 0) AS large
  ) AS bytes
  CROSS JOIN current_setting('block_size') AS page
  CROSS JOIN LATERAL (
    SELECT
      CASE WHEN t.reltuples >= 0 AND width.row IS NOT NULL
        THEN greatest(0, t.relpages * page::float8 - greatest(t.reltuples, seen.n_live_tup) * width.row)
        ELSE 0 END AS main,
      CASE WHEN l.reltuples >= 0
        THEN greatest(0, l.relpages * page::float8 - l.reltuples * ${PIECE_BYTES})
        ELSE 0 END AS large
  ) AS free
  WHERE t.relkind = 'r'`;

/** The bytes that the fleet's schemas use, asked rarely and remembered. */
export class StoredSize {
  readonly #database: SqlDatabase;
  #askedAt = Number.NEGATIVE_INFINITY;
  #bytes: number | undefined;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async read(): Promise<number | undefined> {
    const now = performance.now();
    if (now - this.#askedAt < ASKED_EVERY_MS) return this.#bytes;
    this.#askedAt = now;
    const { rows } = await this.#database.query(SIZE);
    const used = rows[0]?.used;
    this.#bytes = typeof used === 'number' ? Math.round(used) : undefined;
    return this.#bytes;
  }
}
