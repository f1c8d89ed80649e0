import { type PostgresServer, startPostgres, startProcess } from '@ag06/test-support';

const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);

/** A PostgreSQL server that `ag06 migrate` has prepared. */
export async function startMigratedPostgres(): Promise<PostgresServer> {
  const server = await startPostgres();
  await using migration = await startProcess({
    entry: CLI,
    args: ['migrate'],
    env: { AG06_BROKER_URL: server.url },
  });
  const { code } = await migration.exited;
  if (code === 0) return server;
  await server.stop();
  throw new Error(`ag06 migrate ended with ${code}:\n${migration.lines.join('\n')}`);
}
