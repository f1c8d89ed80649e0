import { fileURLToPath } from 'node:url';
import { startProcess, startRedis, startRedisCluster, tempDir, until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { FleetApi } from './fleet-api.ts';
import { FleetHealth } from './fleet-health.ts';
import { startMigratedPostgres } from './start-migrated-postgres.ts';
import { TestFleet } from './test-fleet.ts';

const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);
const AGENTS = fileURLToPath(new URL('./agents.ts', import.meta.url));
/** Nearly twice as long as a lock holds. */
const BLOCKED_MS = 15_000;
const NO_RETRY = { retry: { maxAttempts: 1 } };

const startsOf = async (fleet: FleetApi, runId: string) =>
  (await fleet.events(runId)).filter(({ type }) => type === 'step.started' || type === 'step.failed');

/** Blocks a worker; its step and those beside it start once, and health names the agent. */
async function expectNothingCondemned(fleet: FleetApi, during: (health: FleetHealth) => Promise<void>) {
  const block = { agent: 'bad.block', with: { ms: BLOCKED_MS }, ...NO_RETRY };
  const slow = { agent: 'good.unsteady', with: { ms: 8_000, n: 1, times: 0 }, ...NO_RETRY };
  await fleet.push({ name: 'block', steps: { s: block } });
  await fleet.push({ name: 'slow', steps: { s: slow } });
  const innocent = await Promise.all(Array.from({ length: 6 }, () => fleet.submit('slow')));
  await until(async () =>
    (await Promise.all(innocent.map((id) => startsOf(fleet, id)))).every(({ length }) => length === 1),
  );
  const blocking = await fleet.submit('block');
  await during(new FleetHealth(() => fleet.url));
  for (const runId of [blocking, ...innocent]) {
    expect(await fleet.result(runId, 60)).toMatchObject({ status: 'completed' });
    expect(await startsOf(fleet, runId)).toMatchObject([{ type: 'step.started' }]);
  }
}

describe('a handler that keeps the event loop of one of two workers busy for 15 s', () => {
  it.concurrent.each([
    ['Redis', startRedis],
    ['a Redis Cluster', startRedisCluster],
    ['PostgreSQL', startMigratedPostgres],
  ])(
    'on %s starts once and completes, and so do the steps beside it',
    async (_, startServer) => {
      const fleet = await TestFleet.startOn(await startServer(), 2, {}, { AG06_EAGER: 'off' });
      try {
        await expectNothingCondemned(fleet, async (health) => {
          expect(JSON.stringify(await health.untilSick('workers', 'WORKER_BLOCKED'))).toContain('bad.block');
        });
        const said = /WORKER_BLOCKED.*was blocked.*bad\.block/;
        await Promise.any(fleet.workers.map((worker) => worker.waitForLine(said, 20_000)));
      } finally {
        await fleet.stop();
      }
    },
    120_000,
  );

  it.concurrent('in one process on an embedded database starts once and completes', async () => {
    await using folder = await tempDir('blocked');
    await using up = await startProcess({
      entry: CLI,
      args: ['up', '--workers', '2', '--agents', AGENTS],
      env: { AG06_HTTP_PORT: '0', AG06_EAGER: 'off' },
      cwd: folder.path,
    });
    const fleet = new FleetApi();
    [, fleet.url = ''] = await up.waitForLine(/ag06 is up at (http:\S+):/, 60_000);
    await expectNothingCondemned(fleet, async () => {});
    await up.waitForLine(/WORKER_BLOCKED.*was blocked.*bad\.block/, 20_000);
  }, 120_000);
});
