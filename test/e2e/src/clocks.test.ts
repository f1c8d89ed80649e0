import { startRedis, until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { startMigratedPostgres } from './start-migrated-postgres.ts';
import { TestFleet } from './test-fleet.ts';

const SHIFT = new URL('./shift-clock.ts', import.meta.url);
const HOUR_MS = 3_600_000;
const UNSTEADY = {
  name: 'unsteady',
  steps: {
    a: {
      agent: 'good.unsteady',
      with: { ms: 1, n: 1, times: 1 },
      retry: { maxAttempts: 2, initialDelay: '2s' },
    },
  },
};
const SLOW = { name: 'slow', steps: { a: { agent: 'good.patient', with: { ms: 3_000 } } } };

const clock = (aheadMs: number) => ({
  NODE_OPTIONS: `--import=${SHIFT}`,
  AG06_TEST_CLOCK_MS: String(aheadMs),
  AG06_DRAIN_TIMEOUT_MS: '100',
});

/** Its run waits for a second attempt, which another worker is to make. */
async function startRetrying(fleet: TestFleet): Promise<string> {
  const runId = await fleet.submit('unsteady');
  await until(() => isRetrying(fleet, runId), { timeoutMs: 20_000 });
  return runId;
}

const expectRetried = async (fleet: TestFleet, runId: string) =>
  expect(await fleet.result(runId, 45)).toMatchObject({
    status: 'completed',
    output: { a: { n: 1, attempt: 2 } },
  });

const isRetrying = async (fleet: TestFleet, runId: string): Promise<boolean> =>
  JSON.stringify((await fleet.call('GET', `/v1/runs/${runId}/events`)).body).includes('step.retrying');

it.concurrent.each([
  ['Redis', startRedis],
  ['PostgreSQL', startMigratedPostgres],
] as const)(
  'workers whose hosts have wrong clocks, on %s, park no retry and no hand-back, and are told of in the health',
  async (_, startServer) => {
    const fleet = await TestFleet.startOn(await startServer(), 0);
    try {
      await Promise.all([fleet.push(UNSTEADY), fleet.push(SLOW)]);
      // A retry, and a step in hand, go from a worker that is ahead to one whose clock is right.
      const ahead = await fleet.startWorker(clock(HOUR_MS));
      const slow = await fleet.submit('slow');
      await ahead.waitForLine(/patient .* started/, 20_000);
      const retrying = await startRetrying(fleet);
      await ahead.kill('SIGTERM');
      const right = await fleet.startWorker(clock(0));
      await expectRetried(fleet, retrying);
      expect(await fleet.result(slow, 45)).toMatchObject({ status: 'completed' });
      // A retry goes on to one that is behind.
      const again = await startRetrying(fleet);
      await right.kill('SIGTERM');
      const behind = await fleet.startWorker(clock(-HOUR_MS));
      await expectRetried(fleet, again);
      await behind.waitForLine(/WORKER_CLOCK_OFF/);
      const health = async () => JSON.stringify((await fleet.call('GET', '/health')).body);
      await until(async () => (await health()).includes('WORKER_CLOCK_OFF'), { timeoutMs: 20_000 });
    } finally {
      await fleet.stop();
    }
  },
  180_000,
);
