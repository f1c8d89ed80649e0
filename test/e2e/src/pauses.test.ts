import { tmpdir } from 'node:os';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runCli } from './run-cli.ts';
import { TestFleet } from './test-fleet.ts';

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.start(1);
  await fleet.push({ name: 'one', steps: { s: { agent: 'core.echo', with: { n: '${input.n}' } } } });
  const steps = { s: { agent: 'core.echo' }, t: { agent: 'core.fail', with: { times: 0 }, needs: ['s'] } };
  await fleet.push({ name: 'two', steps });
}, 60_000);
afterAll(() => fleet.stop());

type Step = { readonly status: string; readonly blockedBy?: string; readonly waitsFor?: object };
const stepOf = async (runId: string, step = 's'): Promise<Step | undefined> =>
  ((await fleet.call('GET', `/v1/runs/${runId}`)).body.steps as Record<string, Step>)[step];
const typesOf = async (runId: string) => (await fleet.events(runId)).map(({ type }) => type);
const post = async (path: string) => (await fleet.call('POST', path)).body;
/** Workers may take a moment to hear of a pause: what they begin until then ends. */
const untilHeard = (workflow: string) =>
  until(async () => {
    const runId = await fleet.submit(workflow, { n: 0 });
    await until(async () => ['blocked', 'completed'].includes((await stepOf(runId))?.status ?? ''));
    return (await stepOf(runId))?.status === 'blocked';
  });
const untilBlocked = (runId: string, step?: string) =>
  until(async () => (await stepOf(runId, step))?.status === 'blocked');

it('a paused agent begins nothing on any worker, not on one that starts meanwhile, and goes on in order', async () => {
  expect(await post('/v1/agents/core.echo/pause')).toMatchObject({
    of: 'agent',
    name: 'core.echo',
    paused: true,
  });
  await untilHeard('one');
  await fleet.startWorker();
  const runs: string[] = [];
  for (let n = 1; n <= 20; n++) runs.push(await fleet.submit('one', { n }));
  for (const runId of runs) await untilBlocked(runId);
  const [first = '', ...rest] = runs;
  const waitsFor = { reason: 'pause', of: 'agent', name: 'core.echo' };
  expect(await stepOf(first)).toEqual({
    status: 'blocked',
    attempt: 1,
    blockedBy: 'hold:agent:core.echo',
    waitsFor,
  });
  expect(await typesOf(first)).not.toContain('step.started');
  const { items } = (await fleet.call('GET', '/v1/pauses')).body as { items: { blockedSteps: number }[] };
  expect(items).toMatchObject([{ of: 'agent', name: 'core.echo', paused: true }]);
  expect(items[0]?.blockedSteps).toBeGreaterThanOrEqual(20);
  const health = await fleet.call('GET', '/health');
  expect(JSON.stringify(health.body.components)).not.toMatch(/QUEUE_|BREAKER/);

  await post('/v1/agents/core.echo/resume');
  for (const runId of [first, ...rest]) {
    expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
    const events = await fleet.events(runId);
    expect(events.filter(({ type }) => type === 'step.started')).toMatchObject([{ attempt: 1 }]);
    expect(events.some(({ type }) => type === 'step.redelivered')).toBe(false);
  }
}, 120_000);

it('ag06 pauses a workflow: its runs wait between their steps, those of others do not', async () => {
  const cli = (...args: string[]) => runCli(args, { cwd: tmpdir(), url: fleet.url });
  expect((await cli('workflows', 'pause', 'two', '--by', 'ops')).out).toMatch(/^Paused: workflow two\./);
  await untilHeard('two');
  const held = await fleet.submit('two');
  await untilBlocked(held);
  expect((await stepOf(held))?.waitsFor).toEqual({ reason: 'pause', of: 'workflow', name: 'two' });
  expect((await fleet.events(held)).at(-1)).toMatchObject({ type: 'step.blocked', pausedBy: 'ops' });
  expect(await fleet.result(await fleet.submit('one', { n: 1 }), 45)).toMatchObject({ status: 'completed' });
  expect((await cli('runs', 'show', held)).out).toContain('the end of the pause of workflow two');
  expect((await cli('pauses')).out).toContain('workflow two');
  expect((await cli('workflows', 'resume', 'two')).out).toMatch(/^Resumed: workflow two\./);
  expect(await fleet.result(held, 45)).toMatchObject({ status: 'completed' });
}, 120_000);

it('the fleet can be paused while a run is, and each goes on by its own resume', async () => {
  await post('/v1/fleet/pause');
  await untilHeard('one');
  const runId = await fleet.submit('two');
  await untilBlocked(runId);
  expect(await post(`/v1/runs/${runId}/pause`)).toEqual({ runId, status: 'paused' });
  await post('/v1/fleet/resume');
  await until(async () => (await stepOf(runId))?.blockedBy === 'pause');
  expect(await post(`/v1/runs/${runId}/resume`)).toEqual({ runId, status: 'running' });
  expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
}, 120_000);
