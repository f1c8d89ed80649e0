import { expect } from '@jest/globals';
import type { FleetApi } from './fleet-api.ts';

const FAILING = {
  name: 'failing',
  steps: {
    first: { agent: 'core.echo', with: { list: ['a', 'b', 'c'] } },
    flaky: {
      agent: 'core.fail',
      needs: ['first'],
      with: { times: 1, message: '${input.word + steps.first.output.list[0]}' },
      retry: { maxAttempts: 2, initialDelay: 20, jitter: 'none' },
    },
    each: {
      agent: 'core.fail',
      needs: ['first'],
      forEach: '${steps.first.output.list}',
      with: { times: '${index == 1 ? 9 : 0}', retryable: false, message: '${item}' },
      onFailure: 'continue',
    },
    never: { agent: 'core.echo', needs: ['flaky'], when: '${false}' },
  },
};

/** A step and an item can be read: what it was given, what came of it, and each attempt with its worker and its stack. */
export async function expectStepViews(fleet: FleetApi): Promise<void> {
  await fleet.push(FAILING);
  const runId = await fleet.submit('failing', { word: 'no ' });
  expect(await fleet.result(runId)).toMatchObject({ status: 'completed' });
  const show = async (path: string) => (await fleet.call('GET', `/v1/runs/${runId}/steps/${path}`)).body;
  const started = { worker: expect.stringMatching(/./), startedAt: expect.any(String) };
  const failed = {
    ...started,
    waitMs: expect.any(Number),
    durationMs: expect.any(Number),
    inputBytes: expect.any(Number),
    stack: expect.stringContaining('fail.ts'),
  };
  expect(await show('flaky')).toMatchObject({
    runId,
    step: 'flaky',
    agent: 'core.fail',
    status: 'completed',
    attempt: 2,
    input: { times: 1, message: 'no a' },
    output: { attempt: 2 },
    attempts: [
      { attempt: 1, outcome: 'retrying', ...failed, error: { code: 'AGENT_FAILED', message: 'no a' } },
      { attempt: 2, outcome: 'completed', ...started },
    ],
    attemptsCut: false,
  });
  expect(await show('each?item=1')).toMatchObject({
    step: 'each',
    item: 1,
    status: 'failed',
    attempt: 1,
    input: { times: 9, message: 'b' },
    error: { item: 1 },
    attempts: [{ outcome: 'failed', ...failed }],
  });
  expect(await show('each?item=2')).toMatchObject({
    status: 'completed',
    attempts: [{ outcome: 'completed' }],
  });
  expect(await show('each')).toMatchObject({ items: { total: 3, failed: 1 }, output: [{}, null, {}] });
  const never = await show('never');
  expect(never).toMatchObject({ status: 'skipped', attempts: [] });
  expect(never).not.toHaveProperty('input');
}
