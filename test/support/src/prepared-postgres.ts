import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

/**
 * Starts a PostgreSQL as `prepare` leaves it, given the URL of its database. Servers of one `name` are copies of the first, until a
 * source of the bundles changes: a migration is half of the CPU time of a start.
 */
export async function startPreparedPostgres(
  name: string,
  prepare: (url: string) => Promise<unknown>,
): Promise<PostgresServer> {
  const folder = process.env.TEST_BUNDLES;
  if (folder !== undefined && existsSync(folder))
    return startPostgres({ prepared: { kept: join(folder, `postgres-${name}`), prepare } });
  const server = await startPostgres();
  try {
    await prepare(server.url);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}
