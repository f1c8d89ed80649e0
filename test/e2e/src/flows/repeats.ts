import { until } from '@ag06/test-support';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { expectOneEnd } from '../expect-one-end.ts';
import type { TestFleet } from '../test-fleet.ts';

/** Steps that repeat. The first test kills the worker, and starts another one. */
export function describeRepeats(fleet: () => TestFleet): void {
  describe('a step that repeats', () => {
    beforeAll(async () => {
      await fleet().push({
        name: 'probe',
        steps: { s: { agent: 'core.echo', with: { n: '${input.n}' } } },
        output: '${steps.s.output}',
      });
    });

    /** What a run of one step `c` came to. */
    async function play(name: string, step: object): Promise<string> {
      await fleet().push({ name, steps: { c: step }, output: '${steps.c}' });
      return fleet().submit(name);
    }
    const iterationsOf = async (runId: string) =>
      (await fleet().events(runId)).flatMap(({ type, iteration = 0, output }) =>
        type === 'step.iterated' || type === 'step.completed' ? [[iteration, output]] : [],
      );
    const PATIENT = { agent: 'good.patient', with: { ms: '${iteration == 2 ? 1000 : 1}' } };

    it('a worker that dies in the third iteration is followed by one that goes on with it: each has one outcome', async () => {
      const dying = fleet().workers[0] ?? (await fleet().startWorker());
      const runId = await play('mortal', { ...PATIENT, repeat: { until: '${iteration == 4}', max: 9 } });
      await until(async () =>
        (await fleet().events(runId)).some(
          ({ type, iteration }) => type === 'step.started' && iteration === 2,
        ),
      );
      await dying.kill('SIGKILL');
      await fleet().startWorker();
      expect(await fleet().result(runId, 45)).toMatchObject({ status: 'completed' });
      await expectOneEnd(fleet(), runId);
      expect((await iterationsOf(runId)).map(([iteration]) => iteration)).toEqual([0, 1, 2, 3, 4]);
      const { body } = await fleet().call('GET', `/v1/runs/${runId}/steps/c`);
      expect(body).toMatchObject({ status: 'completed', iteration: 4, attempt: 1 });
      const attempts = body.attempts as { iteration?: number; outcome: string }[];
      expect(attempts.map(({ iteration = 0, outcome }) => `${iteration} ${outcome}`)).toEqual([
        '0 completed',
        '1 completed',
        '2 lost',
        '2 completed',
        '3 completed',
        '4 completed',
      ]);
    }, 90_000);

    it('a workflow step runs a child for each iteration, which reads the output of the one before', async () => {
      const runId = await play('counting', {
        workflow: 'probe',
        with: { n: '${output == null ? 1 : output.n * 2}' },
        repeat: { until: '${output.n > 4}', max: 9 },
      });
      expect(await fleet().result(runId, 45)).toMatchObject({ output: { output: { n: 8 } } });
      expect(await iterationsOf(runId)).toEqual([
        [0, { n: 1 }],
        [1, { n: 2 }],
        [2, { n: 4 }],
        [3, { n: 8 }],
      ]);
    }, 60_000);

    it('a step that is not done after its last iteration fails with REPEAT_EXHAUSTED, and keeps the last output', async () => {
      const step = { agent: 'core.echo', with: '${iteration}', repeat: { until: '${false}', max: 3 } };
      const runId = await play('hopeless', { ...step, onFailure: 'continue' });
      expect(await fleet().result(runId, 45)).toMatchObject({
        output: { status: 'failed', output: 2, error: { code: 'REPEAT_EXHAUSTED', iteration: 2 } },
      });
    }, 60_000);
  });
}
