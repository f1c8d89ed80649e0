import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import type { FleetApi } from './fleet-api.ts';

const MISSPELT = { name: 'misspelt', steps: { s: { agent: 'core.ecoh' } } };

/** An agent that nobody serves is told by the push, by what its step waits for, by the queues, by health; with what was meant. */
export async function expectMisspeltIsTold(fleet: FleetApi): Promise<void> {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answers
  const get = async (path: string): Promise<any> => (await fleet.call('GET', path)).body;
  expect((await fleet.call('POST', '/v1/workflows', MISSPELT)).body).toMatchObject({
    warnings: [expect.stringMatching(/core\.ecoh.*Did you mean core\.echo\?/)],
  });
  const runId = await fleet.submit('misspelt');
  await until(async () => (await get(`/v1/runs/${runId}`)).steps.s.waitsFor !== undefined);
  expect((await get(`/v1/runs/${runId}`)).steps.s.waitsFor).toEqual({
    reason: 'worker',
    agent: 'core.ecoh',
    didYouMean: 'core.echo',
  });
  await until(async () => {
    const { items } = (await get('/v1/queues')) as { items: { agent?: string }[] };
    const queue = items.find(({ agent }) => agent === 'core.ecoh');
    return (
      queue && expect(queue).toMatchObject({ waiting: 1, workers: 0, didYouMean: 'core.echo' }) === undefined
    );
  });
  await until(async () => {
    const { components } = await get('/health');
    const reasons = JSON.stringify(components);
    return reasons.includes('AGENT_UNSERVED') && /core\.ecoh \(did you mean core\.echo\?\)/.test(reasons);
  });
  await fleet.call('POST', `/v1/runs/${runId}/cancel`);
}
