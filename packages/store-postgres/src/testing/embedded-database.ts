import type { PGlite } from '@electric-sql/pglite';
import type { SqlDatabase } from '../sql-database.ts';

/** PGlite as the store sees it. */
export const toDatabase = (pglite: PGlite): SqlDatabase => ({
  query: async (text, params) =>
    params === undefined
      ? { rows: (await pglite.exec(text)).at(-1)?.rows ?? [] }
      : pglite.query(text, [...params]),
  listen: async (channel) => void (await pglite.exec(`LISTEN ${channel}`)),
  onNotification: ({ onNotification }) => pglite.onNotification(onNotification),
});
