import { startRedis, until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { startMigratedPostgres } from './start-migrated-postgres.ts';
import { TestFleet } from './test-fleet.ts';

const DEFINITION = {
  name: 'late',
  attributes: { customer: '${input.customer}' },
  steps: {
    a: { agent: 'core.echo', startWithin: '500ms', onFailure: 'continue' },
    b: { agent: 'core.sleep', with: { ms: 60_000 }, within: '3s', retry: { maxAttempts: 5 }, needs: ['a'] },
    each: {
      agent: 'core.sleep',
      forEach: [1, 2, 3],
      concurrency: 2,
      with: { ms: 60_000 },
      within: '1s',
      onFailure: 'continue',
      needs: ['a'],
    },
  },
};

it.concurrent.each([
  ['Redis', startRedis],
  ['PostgreSQL', startMigratedPostgres],
] as const)(
  'on %s a step that nobody starts and one that takes too long fail, though the dispatcher is killed meanwhile',
  async (_, startServer) => {
    const fleet = await TestFleet.startOn(await startServer(), 0);
    try {
      await fleet.push(DEFINITION);
      const runId = await fleet.submit('late', { customer: 'c-7' });
      await fleet.dispatcher?.kill('SIGKILL');
      await fleet.startDispatcher();
      const hasFailed = async () =>
        (await fleet.events(runId)).some(({ type, step }) => type === 'step.failed' && step === 'a');
      await until(hasFailed, { timeoutMs: 30_000 });
      await fleet.startWorker();
      expect(await fleet.result(runId, 45)).toMatchObject({
        status: 'failed',
        error: { code: 'STEP_OVERDUE', step: 'b', attempt: 1 },
      });
      // The run went on after it, until the other step ended it.
      expect(await fleet.events(runId)).toContainEqual(
        expect.objectContaining({
          type: 'step.failed',
          step: 'each',
          error: expect.objectContaining({ code: 'STEP_OVERDUE' }),
        }),
      );
      const { body: items } = await fleet.call('GET', `/v1/runs/${runId}/items?step=each`);
      expect(items.items).toMatchObject(Array(3).fill({ status: 'cancelled' }));
      const { body } = await fleet.call('GET', '/v1/runs?attr.customer=prefix:c-&status=failed');
      expect(body.items).toMatchObject([{ runId, attributes: { customer: 'c-7' } }]);
      expect(await fleet.events(runId)).toContainEqual(
        expect.objectContaining({
          type: 'step.failed',
          step: 'a',
          error: expect.objectContaining({ code: 'STEP_NOT_STARTED' }),
        }),
      );
    } finally {
      await fleet.stop();
    }
  },
  120_000,
);
