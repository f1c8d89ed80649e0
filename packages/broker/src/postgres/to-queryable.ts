import type { SqlResult, SqlSession } from '@ag06/postgres';
import type { PgQueryable, PgQueryResult } from 'bullmq';

/** A database in the shape that BullMQ expects. */
export const toQueryable = (database: SqlSession): PgQueryable => ({
  query: async <R>(text: string, params?: readonly unknown[]) =>
    toQueryResult<R>(await database.query(text, params)),
});

/** BullMQ names the type of the rows of its own statements, which it alone can know. */
export const toQueryResult = <R>({ rows }: SqlResult): PgQueryResult<R> => ({ rows: [...rows] as R[] });
