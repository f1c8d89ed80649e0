import { until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectOneEnd } from '../expect-one-end.ts';
import { CORE } from '../fault-groups.ts';
import { pointsIn } from '../fault-table.ts';
import { allKinds, long, overdue, waiting } from '../fault-workflows.ts';
import { TestFleet } from '../test-fleet.ts';

/**
 * A dispatcher dies by SIGKILL at each of the points of the table that it meets in its duties, once. It is the only one,
 * so that the duty is its own; another one is started after it, and must bring the run to its one end.
 */
const SOON = { AG06_WATCHDOG_MS: '1000' };
const fault = (point: string) => ({ ...SOON, AG06_TEST_FAULT: point });

describe('a dispatcher that dies, with a worker there,', () => {
  const WAITING = waiting(CORE);
  const OVERDUE = overdue(CORE);
  let fleet: TestFleet;
  beforeAll(async () => {
    fleet = await TestFleet.start(1);
    for (const workflow of [WAITING, OVERDUE]) await fleet.push(workflow);
  }, 120_000);
  afterAll(() => fleet.stop());

  const loseOnly = async (point: string, submit: () => Promise<string>): Promise<string> => {
    await fleet.dispatcher?.stop();
    await fleet.startDispatcher(fault(point));
    const runId = await submit();
    expect((await fleet.dispatcher?.exited)?.signal).toBe('SIGKILL');
    await fleet.startDispatcher(SOON);
    return runId;
  };

  it.each(pointsIn('a dispatcher that wakes'))(
    'at %s still has a step that waits complete once, and what needs it start',
    async (point) => {
      const runId = await loseOnly(point, () => fleet.submit(WAITING.name));
      expect(await fleet.result(runId, 55)).toMatchObject({ status: 'completed', output: { after: 1 } });
      await expectOneEnd(fleet, runId);
    },
    120_000,
  );

  it.each(pointsIn('a dispatcher that fails what is overdue'))(
    'at %s still has a step fail that nobody starts in time, once, and what needs it start',
    async (point) => {
      const runId = await loseOnly(point, () => fleet.submit(OVERDUE.name));
      expect(await fleet.result(runId, 55)).toMatchObject({ status: 'completed', output: { after: 1 } });
      await expectOneEnd(fleet, runId);
    },
    120_000,
  );
});

describe('a dispatcher that dies alone', () => {
  const onFleet = async (
    test: (fleet: TestFleet) => Promise<void>,
    env: Readonly<Record<string, string>> = SOON,
  ): Promise<void> => {
    const fleet = await TestFleet.start(0, env);
    try {
      await test(fleet);
    } finally {
      await fleet.stop();
    }
  };

  it.concurrent.each(pointsIn('a dispatcher that acts in bulk'))(
    'at %s still has every run of the bulk cancelled and counted, once',
    async (point) =>
      onFleet(async (fleet) => {
        const workflow = long(CORE);
        await fleet.push(workflow);
        const runs = await Promise.all(Array.from({ length: 3 }, () => fleet.submit(workflow.name)));
        const body = { filter: { workflow: workflow.name }, action: 'cancel' };
        const send = () => fleet.call('POST', '/v1/runs/bulk', body, { 'idempotency-key': 'k' });
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

  it.concurrent.each(pointsIn('a dispatcher that mends'))(
    'at %s still has its run mended, once',
    async (point) =>
      onFleet(async (fleet) => {
        const workflow = allKinds(CORE);
        await fleet.push(workflow);
        // Nobody serves the queue: the job can be taken away before anybody sees it.
        const runId = await fleet.submit(workflow.name);
        await fleet.dispatcher?.stop();
        await fleet.forgetJob(`${runId}.a.d1`, 'agent.core.echo');
        const faulty = await fleet.startDispatcher(fault(point));
        expect((await faulty.exited).signal).toBe('SIGKILL');
        await fleet.startDispatcher(SOON);
        await fleet.startWorker();
        expect(await fleet.result(runId, 55)).toMatchObject({ status: 'completed' });
        await expectOneEnd(fleet, runId);
      }),
    120_000,
  );
});
