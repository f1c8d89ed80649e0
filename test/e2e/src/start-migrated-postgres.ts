import { type PostgresServer, startPreparedPostgres, startProcess } from '@ag06/test-support';

const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);

/** A PostgreSQL server that `ag06 migrate` has prepared. */
export const startMigratedPostgres = (): Promise<PostgresServer> =>
  startPreparedPostgres('migrated', async (url) => {
    await using migration = await startProcess({
      entry: CLI,
      args: ['migrate'],
      env: { AG06_BROKER_URL: url },
    });
    const { code } = await migration.exited;
    if (code !== 0) throw new Error(`ag06 migrate ended with ${code}:\n${migration.lines.join('\n')}`);
  });
