import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { FleetHealth } from './fleet-health.ts';
import { TestFleet } from './test-fleet.ts';

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.start(0);
  await fleet.startWorker({ AG06_CONCURRENCY: '1' });
}, 60_000);
afterAll(() => fleet.stop());

type Step = {
  readonly status: string;
  readonly waitsFor?: { readonly reason: string; readonly until?: string };
};
const stepsOf = async (runId: string) =>
  (await fleet.call('GET', `/v1/runs/${runId}`)).body.steps as Readonly<Record<string, Step>>;
const push = (name: string, steps: object) => fleet.push({ name, steps });

it('waitsFor names a worker that is missing, and the dependencies behind it', async () => {
  await push('lonely', { a: { agent: 'no.such' }, b: { agent: 'core.echo', needs: ['a'] } });
  const steps = await stepsOf(await fleet.submit('lonely'));
  expect(steps).toEqual({
    a: { status: 'scheduled', attempt: 1, waitsFor: { reason: 'worker', agent: 'no.such' } },
    b: { status: 'pending', attempt: 0, waitsFor: { reason: 'dependencies', steps: ['a'] } },
  });
});

it('waitsFor has the number of steps before a step on its queue, while all slots are taken', async () => {
  await push('slow', { s: { agent: 'good.patient', with: { ms: 60_000 }, retry: { maxAttempts: 1 } } });
  const first = await fleet.submit('slow');
  await until(async () => (await stepsOf(first)).s?.status === 'running');
  const waiting = [await fleet.submit('slow'), await fleet.submit('slow'), await fleet.submit('slow')];
  expect((await stepsOf(first)).s).toEqual({ status: 'running', attempt: 1 });
  for (const [ahead, runId] of waiting.entries()) {
    const ageMs = expect.any(Number);
    const wait = { reason: 'queue', agent: 'good.patient', ahead, ageMs };
    await until(async () => (await stepsOf(runId)).s?.waitsFor !== undefined);
    expect((await stepsOf(runId)).s?.waitsFor).toEqual(wait);
  }
  for (const runId of [first, ...waiting]) await fleet.call('POST', `/v1/runs/${runId}/cancel`);
  const [last = ''] = waiting.slice(-1);
  expect((await stepsOf(last)).s).toEqual({ status: 'cancelled', attempt: 1 });
}, 60_000);

it('waitsFor has the end of a step’s back-off, and of a run’s delay', async () => {
  const retry = { maxAttempts: 2, initialDelay: '30s', jitter: 'none' };
  await push('flaky', { s: { agent: 'core.fail', with: { times: 1 }, retry } });
  const runId = await fleet.submit('flaky');
  await until(async () => (await stepsOf(runId)).s?.status === 'retrying');
  const { waitsFor } = (await stepsOf(runId)).s ?? {};
  expect(waitsFor).toEqual({ reason: 'backoff', until: expect.any(String) });
  const failed = (await fleet.events(runId)).find(({ type }) => type === 'step.retrying');
  expect(Date.parse(waitsFor?.until ?? '') - Date.parse(failed?.at ?? '')).toBe(30_000);
  const { body } = await fleet.call('POST', '/v1/runs', { workflow: 'flaky', input: null, delay: '1h' });
  expect((await stepsOf(String(body.runId))).s?.waitsFor).toEqual({ reason: 'start' });
}, 60_000);

it('waitsFor has the reason for which the lanes of a forEach wait, and is absent while one runs', async () => {
  const each = (agent: string, more: object = {}) => ({
    each: { agent, forEach: [1, 2, 3], concurrency: 2, with: { ms: 60_000 }, ...more },
  });
  await push('slow', { s: { agent: 'good.patient', with: { ms: 60_000 }, retry: { maxAttempts: 1 } } });
  await push('lonely-items', each('no.such'));
  await push('slow-items', each('good.patient'));
  const first = await fleet.submit('slow');
  await until(async () => (await stepsOf(first)).s?.status === 'running');

  const lonely = await fleet.submit('lonely-items');
  await until(async () => (await stepsOf(lonely)).each?.waitsFor !== undefined);
  expect((await stepsOf(lonely)).each).toMatchObject({
    status: 'running',
    waitsFor: { reason: 'worker', agent: 'no.such' },
    items: { total: 3, running: 0 },
  });

  const queued = await fleet.submit('slow-items');
  await until(async () => (await stepsOf(queued)).each?.waitsFor !== undefined);
  const ageMs = expect.any(Number);
  expect((await stepsOf(queued)).each?.waitsFor).toEqual({
    reason: 'queue',
    agent: 'good.patient',
    ahead: 0,
    ageMs,
  });
  await fleet.call('POST', `/v1/runs/${first}/cancel`);
  await until(async () => (await stepsOf(queued)).each?.waitsFor === undefined);
  expect((await stepsOf(queued)).each).toMatchObject({ status: 'running', items: { running: 1 } });
  await fleet.call('POST', `/v1/runs/${queued}/cancel`);

  const retry = { maxAttempts: 2, initialDelay: '30s', jitter: 'none' };
  await push('flaky-items', each('core.fail', { with: { times: 1 }, retry }));
  const flaky = await fleet.submit('flaky-items');
  // Of the first two items one is tried after the other: there is one slot.
  await until(
    async () => (await fleet.events(flaky)).filter(({ type }) => type === 'item.retrying').length === 2,
  );
  const { waitsFor } = (await stepsOf(flaky)).each ?? {};
  expect(waitsFor).toEqual({ reason: 'backoff', until: expect.any(String), item: 0 });
  expect(Date.parse(waitsFor?.until ?? '') - Date.now()).toBeGreaterThan(20_000);
}, 60_000);

it('a queue that is paused in BullMQ is told in health, of the queue and of each step, until it is resumed', async () => {
  await push('paused', { s: { agent: 'core.echo', with: { n: 1 } } });
  const connection = { host: '127.0.0.1', port: fleet.redis.port };
  const queue = new Queue('agent.core.echo', { connection });
  const submissions = new Queue('ag06.submissions', { connection });
  const health = new FleetHealth(() => fleet.url);
  const listed = async () => {
    const { items } = (await fleet.call('GET', '/v1/queues')).body as { items: { agent?: string }[] };
    return items.find(({ agent }) => agent === 'core.echo');
  };
  // What the tests before have left on a queue that nobody serves is told, too, after a while.
  const ofPause = (reasons: readonly { readonly code: string; readonly message: string }[]) =>
    reasons.find(({ code }) => code === 'QUEUE_PAUSED')?.message;
  try {
    await queue.pause();
    const runId = await fleet.submit('paused');
    await until(async () => (await stepsOf(runId)).s?.waitsFor?.reason === 'queue');
    expect((await stepsOf(runId)).s?.waitsFor).toMatchObject({ agent: 'core.echo', heldBack: 'paused' });
    expect(await listed()).toMatchObject({ waiting: 1, heldBack: 'paused' });
    const { reasons } = await health.untilSick('queues', 'QUEUE_PAUSED');
    expect(ofPause(reasons)).toMatch(/paused: core\.echo \(1 waiting\)\. Resume it/);
    await submissions.pause();
    await submissions.add('start', { workflow: 'paused', input: null });
    await until(async () => {
      return ofPause((await health.of('queues')).reasons)?.includes('ag06.submissions (1 waiting)');
    });
    await submissions.resume();
    await until(async () => (await submissions.count()) === 0);
    await queue.resume();
    expect(await fleet.result(runId)).toMatchObject({ status: 'completed' });
    expect(await listed()).not.toHaveProperty('heldBack');
  } finally {
    await Promise.all([queue.close(), submissions.close()]);
  }
}, 60_000);
