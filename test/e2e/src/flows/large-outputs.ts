import { expect, it } from '@jest/globals';
import type { TestFleet } from '../test-fleet.ts';

export function describeLargeOutputs(fleet: () => TestFleet): void {
  it('a step streams a large output, the next reads it, its child passes it on, and the API gives all of it', async () => {
    const rows = { agent: 'large.rows', with: { rows: 1_500 } };
    await fleet().push({ name: 'giver', steps: { rows }, output: '${steps.rows.output}' });
    await fleet().push({
      name: 'taker',
      steps: {
        given: { workflow: 'giver' },
        counted: { agent: 'large.count', needs: ['given'], with: { of: '${steps.given.output}' } },
      },
      output: '${steps.given.output}',
    });
    const runId = await fleet().submit('taker');
    const result = await fleet().result(runId);
    expect(result).toMatchObject({ status: 'completed' });
    expect(result.output).toHaveLength(1_500);
    const { body: run } = await fleet().call('GET', `/v1/runs/${runId}`);
    expect(run).toMatchObject({ large: { bytes: 1_500 * 1_003 + 1 } });
    expect(run).not.toHaveProperty('output');
    expect((await fleet().call('GET', `/v1/runs/${runId}/steps/counted/output`)).body).toBe(1_500);
    const given = await fleet().call('GET', `/v1/runs/${runId}/steps/given/output`);
    expect(given.body).toEqual(result.output);
    const completed = (await fleet().events(runId)).find(
      ({ type, step }) => type === 'step.completed' && step === 'given',
    );
    expect(completed).toMatchObject({ output: null, large: { bytes: 1_500 * 1_003 + 1 } });
  });
}
