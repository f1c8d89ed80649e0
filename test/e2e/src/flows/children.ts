import { until } from '@ag06/test-support';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TestFleet } from '../test-fleet.ts';

interface Run {
  readonly runId: string;
  readonly status: string;
  readonly output?: unknown;
  readonly correlationId: string;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly cause?: unknown;
    readonly runId?: string;
  };
  readonly parent?: object;
  readonly steps: Readonly<
    Record<string, { readonly status: string; readonly waitsFor?: { readonly runId?: string } }>
  >;
}
/** Steps that run workflows. The last test kills the workers, and starts another one. */
export function describeChildren(fleet: () => TestFleet): void {
  describe('a step that runs a workflow', () => {
    beforeAll(async () => {
      await fleet().push({
        name: 'child',
        steps: { s: { agent: 'core.echo', with: '${input}' } },
        output: '${steps.s.output}',
      });
      await fleet().push({ name: 'sleeper', steps: { s: { wait: '1h' } } });
      await fleet().push({
        name: 'failing',
        steps: { s: { agent: 'core.fail', with: { times: 9, message: 'no' }, retry: { maxAttempts: 1 } } },
      });
    });

    const show = async (runId: string): Promise<Run> =>
      (await fleet().call('GET', `/v1/runs/${runId}`)).body as unknown as Run;
    const isOver = (run: Run) => ['completed', 'failed', 'cancelled', 'timed_out'].includes(run.status);
    async function untilOver(runId: string): Promise<Run> {
      await until(async () => isOver(await show(runId)));
      return show(runId);
    }
    /** Submits a workflow of one step `c`, and returns its run. */
    async function play(name: string, step: object, input: unknown = null): Promise<string> {
      await fleet().push({ name, steps: { c: step }, output: '${steps.c}' });
      return fleet().submit(name, input as never);
    }
    const childOf = async (runId: string): Promise<string> => {
      await until(async () => (await show(runId)).steps.c?.waitsFor?.runId !== undefined);
      return (await show(runId)).steps.c?.waitsFor?.runId ?? '';
    };

    it('a step that runs a workflow completes with the output of the child, through three levels', async () => {
      await fleet().push({
        name: 'middle',
        steps: { c: { workflow: 'child', with: '${input}' } },
        output: '${steps.c.output}',
      });
      const run = await untilOver(
        await play('top', { workflow: 'middle', with: { n: '${input.n + 1}' } }, { n: 1 }),
      );
      expect(run).toMatchObject({ status: 'completed', output: { status: 'completed', output: { n: 2 } } });
    }, 60_000);

    it('a run waits for its child, which has its correlation id; cancelling it cancels the child', async () => {
      const runId = await play('patient', { workflow: 'sleeper' });
      const child = await childOf(runId);
      const parent = await show(runId);
      expect(parent).toMatchObject({ status: 'waiting', steps: { c: { status: 'waiting' } } });
      expect(await show(child)).toMatchObject({
        correlationId: parent.correlationId,
        parent: { runId, step: 'c', attempt: 1 },
      });
      await fleet().call('POST', `/v1/runs/${runId}/cancel`);
      expect(await untilOver(child)).toMatchObject({ status: 'cancelled', error: { code: 'PARENT_ENDED' } });
    }, 60_000);

    it('a failed child fails its step with CHILD_FAILED, and the reason of the child', async () => {
      const run = await untilOver(await play('strict', { workflow: 'failing' }));
      expect(run).toMatchObject({
        status: 'failed',
        error: {
          code: 'CHILD_FAILED',
          step: 'c',
          runId: expect.any(String),
          cause: { message: expect.stringContaining('no') },
        },
      });
    }, 60_000);

    it('a step that retries runs another child for each attempt, and may go on without one', async () => {
      const retry = { maxAttempts: 2, initialDelay: '10ms', jitter: 'none' };
      const runId = await play('stubborn', { workflow: 'failing', retry, onFailure: 'continue' });
      const run = await untilOver(runId);
      expect(run).toMatchObject({
        status: 'completed',
        output: { status: 'failed', error: { code: 'CHILD_FAILED', attempt: 2 } },
      });
      const { body } = await fleet().call('GET', '/v1/runs?workflow=failing&status=failed&limit=500');
      const mine = (body.items as { correlationId: string }[]).filter(
        (one) => one.correlationId === run.correlationId,
      );
      expect(mine).toHaveLength(2);
    }, 60_000);

    it('a step whose workflow does not exist fails at once', async () => {
      const run = await untilOver(await play('blind', { workflow: 'no.such' }));
      expect(run).toMatchObject({
        status: 'failed',
        error: { code: 'CHILD_FAILED', cause: { code: 'WORKFLOW_UNKNOWN' } },
      });
    }, 60_000);

    it('a workflow that calls itself ends with DEPTH_EXCEEDED', async () => {
      const run = await untilOver(await play('endless', { workflow: 'endless' }));
      expect(run.status).toBe('failed');
      expect(run.error?.message).toContain('more than 8 levels');
    }, 60_000);

    it('a child that takes longer than the timeout of its step is stopped', async () => {
      const runId = await play('hurried', { workflow: 'sleeper', timeout: '300ms', onFailure: 'continue' });
      const child = await childOf(runId);
      expect(await untilOver(runId)).toMatchObject({
        status: 'completed',
        output: { error: { code: 'STEP_TIMED_OUT' } },
      });
      expect(await untilOver(child)).toMatchObject({ status: 'cancelled' });
    }, 60_000);

    it('a retry of a run whose child failed starts another child, of the latest version of its workflow', async () => {
      await fleet().push({
        name: 'mended',
        steps: { s: { agent: 'core.fail', with: { times: 9 }, retry: { maxAttempts: 1 } } },
      });
      const runId = await play('again', { workflow: 'mended' });
      const failed = await untilOver(runId);
      expect(failed).toMatchObject({ status: 'failed', error: { code: 'CHILD_FAILED' } });
      await fleet().push({
        name: 'mended',
        steps: { s: { agent: 'core.echo', with: 'well' } },
        output: '${steps.s.output}',
      });
      await fleet().call('POST', `/v1/runs/${runId}/retry`);
      expect(await untilOver(runId)).toMatchObject({ status: 'completed', output: { output: 'well' } });
    }, 60_000);

    it('a step with a list runs a child for each item, so many at a time, and collects their outputs', async () => {
      const items = Array.from({ length: 40 }, (_, n) => n);
      const step = { workflow: 'child', forEach: '${input}', with: { n: '${item}' }, concurrency: 8 };
      const run = await untilOver(await play('crowd', step, items));
      expect(run).toMatchObject({
        status: 'completed',
        output: { output: items.map((n) => ({ n })) },
        steps: { c: { items: { total: 40, completed: 40, running: 0 } } },
      });
    }, 60_000);

    it('a retry of a run starts other children for the items of a list that have no output', async () => {
      const child = (bad: number) => ({
        name: 'fragile',
        steps: {
          s: {
            agent: 'core.fail',
            with: { times: `\${input == ${bad} ? 9 : 0}` },
            retry: { maxAttempts: 1 },
          },
        },
        output: '${input}',
      });
      await fleet().push(child(2));
      const step = { workflow: 'fragile', forEach: '${input}', with: '${item}', concurrency: 1 };
      const runId = await play('fragiles', step, [0, 1, 2, 3]);
      expect(await untilOver(runId)).toMatchObject({ status: 'failed', error: { code: 'CHILD_FAILED' } });
      await fleet().push(child(9));
      await fleet().call('POST', `/v1/runs/${runId}/retry`);
      expect(await untilOver(runId)).toMatchObject({
        status: 'completed',
        output: { output: [0, 1, 2, 3] },
        steps: { c: { items: { total: 4, completed: 4, failed: 0 } } },
      });
      const { body } = await fleet().call('GET', `/v1/runs/${runId}/steps/c?item=2`);
      const [first, second] = body.attempts as { runId: string; attempt: number; round?: number }[];
      expect([first, second]).toMatchObject([{ attempt: 1 }, { attempt: 1, round: 1 }]);
      expect(second?.runId).not.toBe(first?.runId);
      const children = await fleet().call('GET', `/v1/runs?parent=${runId}`);
      expect(children.body.items).toHaveLength(5);
    }, 60_000);

    it('a forEach over children runs at most `concurrency` of them; cancelling the parent cancels them and starts no other', async () => {
      const runId = await play('bounded', { workflow: 'sleeper', forEach: [1, 2, 3, 4, 5], concurrency: 2 });
      const itemsOf = async () =>
        (await fleet().call('GET', `/v1/runs/${runId}/items?step=c`)).body.items as { runId?: string }[];
      const childrenOf = async () => (await itemsOf()).flatMap((item) => item.runId ?? []);
      await until(async () => (await childrenOf()).length === 2);
      const children = await childrenOf();
      for (const child of children) await until(async () => (await show(child)).status === 'waiting');
      expect(await show(runId)).toMatchObject({ status: 'waiting', steps: { c: { items: { running: 2 } } } });
      await fleet().call('POST', `/v1/runs/${runId}/cancel`);
      for (const child of children) expect(await untilOver(child)).toMatchObject({ status: 'cancelled' });
      const { body } = await fleet().call('GET', '/v1/runs?workflow=sleeper&limit=500');
      const mine = (body.items as { parent?: { runId: string } }[]).filter(
        ({ parent }) => parent?.runId === runId,
      );
      expect(mine).toHaveLength(2);
    }, 60_000);

    it('a child that fails fails its item: the step goes on without it, or ends the run and stops the other children', async () => {
      await fleet().push({
        name: 'choosy',
        steps: {
          bad: { agent: 'core.fail', when: '${input == 1}', with: { times: 9 }, retry: { maxAttempts: 1 } },
          long: { wait: '1h', when: '${input == 0}' },
        },
        output: '${input}',
      });
      const step = { workflow: 'choosy', forEach: [3, 1, 2], with: '${item}', concurrency: 2 };
      const lenient = await untilOver(await play('lenient', { ...step, onFailure: 'continue' }));
      expect(lenient).toMatchObject({
        status: 'completed',
        output: { output: [3, null, 2], error: { code: 'ITEMS_FAILED', failed: 1 } },
      });
      const strict = await untilOver(await play('strict-list', { ...step, forEach: [0, 1] }));
      expect(strict).toMatchObject({ status: 'failed', error: { code: 'CHILD_FAILED', step: 'c', item: 1 } });
      const { body } = await fleet().call('GET', '/v1/runs?workflow=choosy&limit=500');
      const other = (body.items as (Run & { parent?: { runId: string; item: number } })[]).find(
        ({ parent }) => parent?.runId === strict.runId && parent.item === 0,
      );
      expect(await untilOver(other?.runId ?? '')).toMatchObject({ status: 'cancelled' });
    }, 60_000);

    it('a parent gets the end of its child even if the worker that committed that end dies at once', async () => {
      await Promise.all(fleet().workers.map((worker) => worker.kill()));
      const dying = await fleet().startWorker({ AG06_TEST_FAULT: 'outcome.after-commit' });
      const runId = await play('unlucky', { workflow: 'child', with: 7 });
      await dying.exited;
      expect(await untilOver(runId)).toMatchObject({ status: 'completed', output: { output: 7 } });
      await fleet().startWorker();
    }, 60_000);
  });
}
