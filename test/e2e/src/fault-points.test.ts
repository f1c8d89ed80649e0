import { until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { expectOneEnd } from './expect-one-end.ts';
import { pointsIn } from './fault-table.ts';
import {
  ALL_KINDS,
  FAILING,
  ITEMS,
  ITEMS_AT_ONCE,
  LONG,
  OVERDUE,
  REPEATING,
  SIGNALLED,
  SLOW,
  WAITING,
} from './fault-workflows.ts';
import { TestFleet } from './test-fleet.ts';

/**
 * A process dies by SIGKILL at each of the points of the table, once; whoever is left, or is started after it, must
 * bring the run to its one end.
 */
const KEY = { 'idempotency-key': 'k' };
const fault = (point: string) => ({ AG06_TEST_FAULT: point });

/** @param env of the first dispatcher, which takes the workflows */
async function withFleet(
  test: (fleet: TestFleet) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '1000', ...env });
  try {
    for (const workflow of [
      ALL_KINDS,
      ITEMS,
      ITEMS_AT_ONCE,
      SLOW,
      LONG,
      WAITING,
      OVERDUE,
      SIGNALLED,
      REPEATING,
    ])
      await fleet.push(workflow);
    await test(fleet);
  } finally {
    await fleet.stop();
  }
}

describe('a worker that dies', () => {
  it.concurrent.each(
    pointsIn('a worker', 'a worker without eager steps', 'a worker that drains', 'a worker with items'),
  )(
    'at %s leaves nothing undone and nothing done twice (%s)',
    async (point, scene) =>
      withFleet(async (fleet) => {
        const isDrain = scene === 'a worker that drains';
        const eager = scene === 'a worker without eager steps' ? 'off' : 'on';
        const env = { ...fault(point), AG06_EAGER: eager, AG06_DRAIN_TIMEOUT_MS: '100' };
        const faulty = await fleet.startWorker(env);
        const workflow = isDrain ? 'slow' : scene === 'a worker with items' ? 'items' : 'all';
        const runId = await fleet.submit(workflow, null, KEY);
        if (isDrain) {
          await faulty.waitForLine(/patient .* started/);
          void faulty.kill('SIGTERM');
        }
        expect((await faulty.exited).signal).toBe('SIGKILL');
        await fleet.startWorker();
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        expect(await fleet.submit(workflow, null, KEY)).toBe(runId);
      }),
    120_000,
  );
});

describe('a worker that dies in a step that repeats', () => {
  it.concurrent.each(pointsIn('a worker that repeats a step'))(
    'at %s leaves one outcome of each iteration',
    async (point) =>
      withFleet(async (fleet) => {
        const faulty = await fleet.startWorker(fault(`${point}:2`));
        const runId = await fleet.submit('repeating');
        expect((await faulty.exited).signal).toBe('SIGKILL');
        await fleet.startWorker();
        expect(await fleet.result(runId, 45)).toMatchObject({ output: { n: 2, before: 1 } });
        await expectOneEnd(fleet, runId);
        const iterated = (await fleet.events(runId)).filter(({ type }) => type === 'step.iterated');
        expect(iterated.map(({ output }) => output)).toEqual([
          { n: 0, before: null },
          { n: 1, before: 0 },
        ]);
      }),
    120_000,
  );
});

describe('a dispatcher that dies', () => {
  it.concurrent.each(pointsIn('a dispatcher that submits', 'a dispatcher that submits items'))(
    'at %s loses no submission and makes no second run (%s)',
    async (point, scene) =>
      withFleet(async (fleet) => {
        const workflow = scene === 'a dispatcher that submits' ? 'all' : 'items-at-once';
        await fleet.startWorker();
        await expect(fleet.submit(workflow, null, KEY)).rejects.toThrow();
        expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
        await fleet.startDispatcher();
        const runId = await fleet.submit(workflow, null, KEY);
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        const { items } = (await fleet.call('GET', '/v1/runs')).body as { items: unknown[] };
        expect(items).toHaveLength(1);
      }, fault(point)),
    120_000,
  );

  it.concurrent.each(pointsIn('a dispatcher that cancels'))(
    'at %s leaves the run cancelled when the caller asks again',
    async (point) =>
      withFleet(async (fleet) => {
        await fleet.startWorker();
        const runId = await fleet.submit('long');
        await expect(fleet.call('POST', `/v1/runs/${runId}/cancel`)).rejects.toThrow();
        expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
        await fleet.startDispatcher();
        expect((await fleet.call('POST', `/v1/runs/${runId}/cancel`)).body).toEqual({
          runId,
          status: 'cancelled',
        });
        await expectOneEnd(fleet, runId);
      }, fault(point)),
    120_000,
  );

  it.concurrent.each(pointsIn('a dispatcher that pauses'))(
    'at %s has the run paused once, when the caller asks again, and nothing started',
    async (point) =>
      withFleet(async (fleet) => {
        const runId = await fleet.submit('all');
        await expect(fleet.call('POST', `/v1/runs/${runId}/pause`)).rejects.toThrow();
        expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
        await fleet.startDispatcher({ AG06_WATCHDOG_MS: '1000' });
        expect((await fleet.call('POST', `/v1/runs/${runId}/pause`)).body).toEqual({
          runId,
          status: 'paused',
        });
        await fleet.startWorker();
        const types = async () => (await fleet.events(runId)).map(({ type }) => type);
        await until(async () => (await types()).includes('step.blocked'), { timeoutMs: 45_000 });
        const told = (await types()).filter((type) => ['run.paused', 'step.started'].includes(type));
        expect(told).toEqual(['run.paused']);
        await fleet.call('POST', `/v1/runs/${runId}/resume`);
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
      }, fault(point)),
    120_000,
  );

  it.concurrent.each(pointsIn('a dispatcher that resumes'))(
    'at %s has the paused run go on once, when the caller asks again',
    async (point) =>
      withFleet(async (fleet) => {
        const runId = await fleet.submit('all');
        await fleet.call('POST', `/v1/runs/${runId}/pause`);
        await fleet.startWorker();
        await until(async () => (await fleet.events(runId)).some(({ type }) => type === 'step.blocked'));
        await expect(fleet.call('POST', `/v1/runs/${runId}/resume`)).rejects.toThrow();
        expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
        await fleet.startDispatcher({ AG06_WATCHDOG_MS: '1000' });
        expect((await fleet.call('POST', `/v1/runs/${runId}/resume`)).status).toBe(200);
        expect(await fleet.result(runId, 55)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        const types = (await fleet.events(runId)).map(({ type }) => type);
        expect(types.filter((type) => type === 'run.resumed')).toHaveLength(1);
      }, fault(point)),
    120_000,
  );

  it.concurrent.each(pointsIn('a dispatcher that retries'))(
    'at %s has the failed run go on once',
    async (point) =>
      withFleet(async (fleet) => {
        await fleet.push(FAILING);
        await fleet.startWorker();
        const runId = await fleet.submit(FAILING.name);
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'failed' });
        await expect(fleet.call('POST', `/v1/runs/${runId}/retry`)).rejects.toThrow();
        expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
        await fleet.startDispatcher({ AG06_WATCHDOG_MS: '1000' });
        const types = async () => (await fleet.events(runId)).map(({ type }) => type);
        if (!(await types()).includes('run.retried'))
          expect((await fleet.call('POST', `/v1/runs/${runId}/retry`)).status).toBe(202);
        const ends = async () => (await types()).filter((type) => type === 'run.failed').length;
        await until(async () => (await ends()) === 2, { timeoutMs: 45_000 });
        const told = (await types()).filter((type) => ['run.retried', 'step.started'].includes(type));
        expect(told).toEqual(['step.started', 'run.retried', 'step.started']);
      }, fault(point)),
    120_000,
  );

  it.concurrent.each(pointsIn('a dispatcher that wakes'))(
    'at %s still has a step that waits complete once, and what needs it start',
    async (point) =>
      withFleet(async (fleet) => {
        await fleet.startWorker();
        const runId = await fleet.submit('waiting');
        expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
        await fleet.startDispatcher({ AG06_WATCHDOG_MS: '1000' });
        expect(await fleet.result(runId, 55)).toMatchObject({ status: 'completed', output: { after: 1 } });
        await expectOneEnd(fleet, runId);
      }, fault(point)),
    120_000,
  );

  it.concurrent.each(pointsIn('a dispatcher that fails what is overdue'))(
    'at %s still has a step fail that nobody starts in time, once, and what needs it start',
    async (point) =>
      withFleet(async (fleet) => {
        const runId = await fleet.submit('overdue');
        expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
        await fleet.startDispatcher({ AG06_WATCHDOG_MS: '1000' });
        const hasFailed = async () => (await fleet.events(runId)).some(({ type }) => type === 'step.failed');
        await until(hasFailed, { timeoutMs: 45_000 });
        await fleet.startWorker();
        expect(await fleet.result(runId, 55)).toMatchObject({ status: 'completed', output: { after: 1 } });
        await expectOneEnd(fleet, runId);
      }, fault(point)),
    120_000,
  );

  it.concurrent.each(pointsIn('a dispatcher that acts in bulk'))(
    'at %s still has every run of the bulk cancelled and counted, once',
    async (point) =>
      withFleet(async (fleet) => {
        const runs = await Promise.all(Array.from({ length: 3 }, () => fleet.submit('long')));
        const body = { filter: { workflow: 'long' }, action: 'cancel' };
        const send = () => fleet.call('POST', '/v1/runs/bulk', body, KEY);
        // It may be at work before the answer comes.
        await send().catch(() => undefined);
        expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
        await fleet.startDispatcher();
        const { bulkId } = (await send()).body;
        const view = async () => (await fleet.call('GET', `/v1/bulk/${bulkId}`)).body;
        await until(async () => (await view()).status === 'completed', { timeoutMs: 45_000 });
        expect(await view()).toMatchObject({ matched: 3, done: 3, refused: 0, failed: 0 });
        for (const runId of runs) {
          expect(await fleet.result(runId, 1)).toMatchObject({ status: 'cancelled' });
          await expectOneEnd(fleet, runId);
        }
      }, fault(point)),
    120_000,
  );

  it.concurrent.each(pointsIn('a dispatcher that signals'))(
    'at %s has the signal taken once, when its sender sends it again',
    async (point) =>
      withFleet(async (fleet) => {
        await fleet.startWorker();
        const runId = await fleet.submit('signalled');
        const send = () => fleet.call('POST', `/v1/runs/${runId}/signals/go`, { approved: 7 }, KEY);
        await expect(send()).rejects.toThrow();
        expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
        await fleet.startDispatcher({ AG06_WATCHDOG_MS: '1000' });
        expect([200, 202]).toContain((await send()).status);
        expect(await fleet.result(runId, 55)).toMatchObject({ status: 'completed', output: { after: 7 } });
        await expectOneEnd(fleet, runId);
        const types = (await fleet.events(runId)).map(({ type }) => type);
        expect(types.filter((type) => type.startsWith('signal.'))).toEqual([
          'signal.received',
          'signal.consumed',
        ]);
      }, fault(point)),
    120_000,
  );

  it.concurrent.each(pointsIn('a dispatcher that mends'))(
    'at %s still has its run mended, once',
    async (point) =>
      withFleet(async (fleet) => {
        // Nobody serves the queue: the job can be taken away before anybody sees it.
        const runId = await fleet.submit('all');
        await fleet.dispatcher?.stop();
        await fleet.forgetJob(`${runId}.a.d1`, 'agent.core.echo');
        const faulty = await fleet.startDispatcher({ ...fault(point), AG06_WATCHDOG_MS: '1000' });
        expect((await faulty.exited).signal).toBe('SIGKILL');
        await fleet.startDispatcher({ AG06_WATCHDOG_MS: '1000' });
        await fleet.startWorker();
        expect(await fleet.result(runId, 55)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
      }),
    120_000,
  );
});
