import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestFleet } from './test-fleet.ts';

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.start(1);
  await fleet.push({
    name: 'child',
    steps: { s: { agent: 'core.echo', with: '${input}' } },
    output: '${steps.s.output}',
  });
  await fleet.push({ name: 'sleeper', steps: { s: { wait: '1h' } } });
  await fleet.push({
    name: 'failing',
    steps: { s: { agent: 'core.fail', with: { times: 9, message: 'no' }, retry: { maxAttempts: 1 } } },
  });
}, 60_000);
afterAll(() => fleet.stop());

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
const show = async (runId: string): Promise<Run> =>
  (await fleet.call('GET', `/v1/runs/${runId}`)).body as unknown as Run;
const isOver = (run: Run) => ['completed', 'failed', 'cancelled', 'timed_out'].includes(run.status);
async function untilOver(runId: string): Promise<Run> {
  await until(async () => isOver(await show(runId)));
  return show(runId);
}
/** Submits a workflow of one step `c`, and returns its run. */
async function play(name: string, step: object, input: unknown = null): Promise<string> {
  await fleet.push({ name, steps: { c: step }, output: '${steps.c}' });
  return fleet.submit(name, input as never);
}
const childOf = async (runId: string): Promise<string> => {
  await until(async () => (await show(runId)).steps.c?.waitsFor?.runId !== undefined);
  return (await show(runId)).steps.c?.waitsFor?.runId ?? '';
};

it('a step that runs a workflow completes with the output of the child, through three levels', async () => {
  await fleet.push({
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
  await fleet.call('POST', `/v1/runs/${runId}/cancel`);
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
  const { body } = await fleet.call('GET', '/v1/runs?workflow=failing&status=failed&limit=500');
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

it('the end of a child is told though the worker that committed it dies at once', async () => {
  await Promise.all(fleet.workers.map((worker) => worker.kill()));
  const dying = await fleet.startWorker({ AG06_TEST_FAULT: 'outcome.after-commit' });
  const runId = await play('unlucky', { workflow: 'child', with: 7 });
  await dying.exited;
  expect(await untilOver(runId)).toMatchObject({ status: 'completed', output: { output: 7 } });
  await fleet.startWorker();
}, 60_000);
