import { describe, expect, it } from '@jest/globals';
import { expectOneEnd } from './expect-one-end.ts';
import { TestFleet } from './test-fleet.ts';

/**
 * A process dies by SIGKILL at each of these moments, once; whoever is left, or is started after it, must bring the run
 * to its one end. The names are those of `@ag06/runtime`'s fault points.
 */
const WORKER_POINTS = [
  'claim.before',
  'claim.after',
  'handler.before',
  'handler.after',
  'outcome.before-commit',
  'outcome.after-commit',
  'eager.after-claim',
  'enqueue.before',
  'enqueue.after',
  'retry.before-schedule',
  'retry.after-schedule',
  'complete.before',
  'drain.before-handback',
  'drain.after-handback',
];
const SUBMIT_POINTS = ['submit.before-commit', 'submit.after-commit', 'submit.after-enqueue'];
const CANCEL_POINTS = ['cancel.before-commit', 'cancel.after-commit'];
const WATCHDOG_POINTS = ['watchdog.before-mend', 'watchdog.after-mend'];

/** Eager steps, a join whose other branch goes through the queue, and a retry. */
const WORKFLOW = {
  name: 'all',
  steps: {
    a: { agent: 'core.echo', with: { n: 1 } },
    b: { agent: 'core.fail', needs: ['a'], with: { times: 1 }, retry: { initialDelay: 50, jitter: 'none' } },
    c: { agent: 'core.echo', needs: ['a'], with: { n: '${steps.a.output.n}' } },
    d: { agent: 'core.echo', needs: ['b', 'c'], with: { n: '${steps.c.output.n + 1}' } },
  },
  output: '${steps.d.output.n}',
};
const SLOW = { name: 'slow', steps: { s: { agent: 'good.patient', with: { ms: 4_000 } } } };
const LONG = { name: 'long', steps: { s: { agent: 'good.patient', with: { ms: 120_000 } } } };
const KEY = { 'idempotency-key': 'k' };
const fault = (point: string) => ({ AG06_TEST_FAULT: point });

async function withFleet(test: (fleet: TestFleet) => Promise<void>): Promise<void> {
  const fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '1000' });
  try {
    await fleet.push(WORKFLOW);
    await fleet.push(SLOW);
    await fleet.push(LONG);
    await test(fleet);
  } finally {
    await fleet.stop();
  }
}

describe('a worker that dies', () => {
  it.concurrent.each(WORKER_POINTS)(
    'at %s leaves nothing undone and nothing done twice',
    async (point) =>
      withFleet(async (fleet) => {
        const isDrain = point.startsWith('drain');
        // A queue hop needs eager continuation off.
        const eager = point.startsWith('enqueue') ? 'off' : 'on';
        const env = { ...fault(point), AG06_EAGER: eager, AG06_DRAIN_TIMEOUT_MS: '100' };
        const faulty = await fleet.startWorker(env);
        const runId = await fleet.submit(isDrain ? 'slow' : 'all', null, KEY);
        if (isDrain) {
          await faulty.waitForLine(/patient .* started/);
          void faulty.kill('SIGTERM');
        }
        expect((await faulty.exited).signal).toBe('SIGKILL');
        await fleet.startWorker();
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        expect(await fleet.submit(isDrain ? 'slow' : 'all', null, KEY)).toBe(runId);
      }),
    120_000,
  );
});

describe('a dispatcher that dies', () => {
  it.concurrent.each(SUBMIT_POINTS)(
    'at %s loses no submission and makes no second run',
    async (point) =>
      withFleet(async (fleet) => {
        await fleet.startWorker();
        await fleet.dispatcher?.stop();
        const faulty = await fleet.startDispatcher(fault(point));
        await expect(fleet.submit('all', null, KEY)).rejects.toThrow();
        expect((await faulty.exited).signal).toBe('SIGKILL');
        await fleet.startDispatcher();
        const runId = await fleet.submit('all', null, KEY);
        expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
        const { items } = (await fleet.call('GET', '/v1/runs')).body as { items: unknown[] };
        expect(items).toHaveLength(1);
      }),
    120_000,
  );

  it.concurrent.each(CANCEL_POINTS)(
    'at %s leaves the run cancelled when the caller asks again',
    async (point) =>
      withFleet(async (fleet) => {
        await fleet.startWorker();
        const runId = await fleet.submit('long');
        await fleet.dispatcher?.stop();
        await fleet.startDispatcher(fault(point));
        await expect(fleet.call('POST', `/v1/runs/${runId}/cancel`)).rejects.toThrow();
        await fleet.startDispatcher();
        expect((await fleet.call('POST', `/v1/runs/${runId}/cancel`)).body).toEqual({
          runId,
          status: 'cancelled',
        });
        await expectOneEnd(fleet, runId);
      }),
    120_000,
  );

  it.concurrent.each(WATCHDOG_POINTS)(
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
