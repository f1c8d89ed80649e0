import { tmpdir } from 'node:os';
import { until } from '@ag06/test-support';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '../run-cli.ts';
import type { TestFleet } from '../test-fleet.ts';

const WORKFLOW = {
  name: 'order',
  steps: {
    a: { agent: 'core.echo', with: { n: '${input.n}' } },
    each: { agent: 'core.echo', needs: ['a'], forEach: '${[1, 2, steps.a.output.n]}', with: '${item}' },
    child: { workflow: 'part', needs: ['a'], with: { of: '${input.of}' } },
    last: { agent: 'core.echo', needs: ['each', 'child'], with: '${steps.child.output}' },
  },
  output: { each: '${steps.each.output}', child: '${steps.last.output}' },
};
const RESULT = { each: [1, 2, 3], child: { of: 'x', by: 'child' } };

/** Runs that begin with outcomes of another one. */
export function describeForks(fleet: () => TestFleet): void {
  describe('a fork of a run', () => {
    let source = '';
    beforeAll(async () => {
      const part = { agent: 'core.echo', with: { of: '${input.of}', by: 'child' } };
      await fleet().push({ name: 'part', steps: { p: part }, output: '${steps.p.output}' });
      await fleet().push(WORKFLOW);
      source = await fleet().submit('order', { n: 3, of: 'x' });
      expect(await fleet().result(source)).toMatchObject({ status: 'completed', output: RESULT });
    }, 60_000);

    const fork = async (body: object) => (await fleet().call('POST', `/v1/runs/${source}/fork`, body)).body;
    const cli = (...args: readonly string[]) => runCli(args, { cwd: tmpdir(), url: fleet().url });
    /** Which steps were handed to a handler or to a child, and which got what was recorded. */
    const typesOf = async (runId: string, step: string) =>
      (await fleet().events(runId)).filter((event) => event.step === step).map(({ type }) => type);

    it('a live fork has the outcomes before its step, and does the rest again', async () => {
      const forked = await fork({ from: 'each', effects: 'live' });
      const runId = String(forked.runId);
      expect(forked).toMatchObject({ kept: 2, forkedFrom: { runId: source, step: 'each' }, dropped: [] });
      expect(await fleet().result(runId)).toMatchObject({ status: 'completed', output: RESULT });
      expect(await typesOf(runId, 'a')).toEqual(['step.preset']);
      expect(await typesOf(runId, 'child')).toEqual(['step.preset']);
      expect(await typesOf(runId, 'last')).toContain('step.started');
      expect((await fleet().call('GET', `/v1/runs/${runId}`)).body).toMatchObject({
        forkedFrom: { runId: source },
      });
      const { out, code } = await cli('runs', 'diff', source, runId, '--exit-code');
      expect({ out, code }).toMatchObject({ code: 0, out: expect.stringContaining('each') });
    });

    it('a fork with recorded effects gives steps, items and children with the same input their outcomes, and keeps others from acting', async () => {
      const before = (await fleet().call('GET', '/v1/runs?workflow=part')).body.items as unknown[];
      const forked = await fork({ from: 1, effects: 'recorded', input: { n: 4, of: 'x' } });
      const runId = String(forked.runId);
      const explained = async () => (await fleet().call('GET', `/v1/runs/${runId}/explain`)).body;
      await until(async () =>
        JSON.stringify(await explained()).includes(`ag06 runs allow ${runId} core.echo`),
      );
      expect(await fleet().call('GET', `/v1/runs/${runId}`)).toMatchObject({
        body: { status: 'running', steps: { a: { status: 'blocked', blockedBy: 'fork:core.echo' } } },
      });
      expect((await cli('runs', 'allow', runId, 'core.echo')).out).toContain('core.echo may act');
      // The third item has another input, and so has the step behind; the child has not.
      const output = { each: [1, 2, 4], child: { of: 'x', by: 'child' } };
      expect(await fleet().result(runId)).toMatchObject({ status: 'completed', output });
      expect(await fleet().call('GET', '/v1/runs?workflow=part')).toMatchObject({ body: { items: before } });
      const { out, code } = await cli('runs', 'diff', source, runId, '--exit-code');
      expect({ out, code }).toMatchObject({ code: 1, out: expect.stringContaining('{"n":4}') });
    });

    it('a child that would run with another input waits until its workflow is allowed', async () => {
      const forked = await fork({
        from: 1,
        effects: 'recorded',
        input: { n: 3, of: 'y' },
        allow: ['core.echo'],
      });
      const runId = String(forked.runId);
      const child = async () => (await fleet().call('GET', `/v1/runs/${runId}/steps/child`)).body;
      await until(async () => (await child()).blockedBy === 'fork:part');
      expect((await cli('runs', 'show', runId)).out).toContain(
        `fork of ${source} from event 1, recorded effects`,
      );
      expect((await fleet().call('POST', `/v1/runs/${runId}/allow`, { allow: ['part'] })).status).toBe(200);
      const output = { each: [1, 2, 3], child: { of: 'y', by: 'child' } };
      expect(await fleet().result(runId)).toMatchObject({ status: 'completed', output });
    });
  });
}
