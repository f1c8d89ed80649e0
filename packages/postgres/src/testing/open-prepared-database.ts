import { startPreparedPostgres } from '@ag06/test-support';
import { openServerDatabase } from '../server/open-server-database.ts';
import type { Database } from '../sql-database.ts';

/**
 * Opens a database of a server of its own, as `prepare` leaves it: those of one `name` are copies of the first. The server
 * ends when the database is closed. A statement costs a tenth of what it costs in an embedded database.
 */
export async function openPreparedDatabase(
  name: string,
  prepare: (database: Database) => Promise<unknown>,
): Promise<Database> {
  const server = await startPreparedPostgres(name, async (url) => {
    const database = open(url);
    await prepare(await database).finally(async () => (await database).close());
  });
  const database = await open(server.url);
  const close = async () => {
    await database.close();
    await server.stop();
  };
  return new Proxy(database, {
    get(target, key) {
      if (key === 'close') return close;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const open = (url: string): Promise<Database> => openServerDatabase({ url, onError: () => {} });
