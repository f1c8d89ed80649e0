import { migrateBackend } from '@ag06/backend';
import { startPreparedPostgres, startProcess, startRedis } from '@ag06/test-support';
import { expect, test } from '@jest/globals';

const ENTRY = new URL('./fixtures/host.ts', import.meta.url);

/** A worker's connections, its thread and its timers would keep the process alive. */
test.concurrent.each([
  ['a Redis that is gone', startRedis, 'kill'],
  ['a Redis that hangs', startRedis, 'pause'],
  ['a PostgreSQL that hangs', startMigrated, 'pause'],
] as const)(
  'stop() ends a worker, and leaves nothing behind, while its server is %s',
  async (_, startServer, act) => {
    await using server = await startServer();
    await using host = await startProcess({
      entry: ENTRY,
      env: { TEST_URL: server.url },
      ready: /application ready/,
    });
    await server[act]();
    void host.kill('SIGTERM');
    expect(await host.exited).toEqual({ code: 0, signal: null });
    expect(host.stdout.join('\n')).toContain('worker stopped');
  },
  120_000,
);

function startMigrated() {
  return startPreparedPostgres('migrated', (url) => migrateBackend(url, () => {}));
}
