import { until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  expectDeathAt,
  expectOneRunOfEachSlot,
  type ScheduledFleet,
  startScheduledFleet,
} from './scheduled-fleet.ts';
import type { TestFleet } from './test-fleet.ts';

let scheduled: ScheduledFleet;
let fleet: TestFleet;
beforeAll(async () => {
  scheduled = await startScheduledFleet();
  fleet = scheduled.fleet;
}, 120_000);
afterAll(() => scheduled?.stop());

describe('three dispatchers, one an hour ahead or behind, of which one dies', () => {
  // `npm run test:faults` has all moments.
  it.each([
    ['slot.after-intent', 'ahead'],
    ['slot.after-submit', 'behind'],
  ] as const)('at %s', (point, direction) => expectDeathAt(fleet, point, direction), 120_000);

  it('start one run for each slot', () => expectOneRunOfEachSlot(fleet), 120_000);
});

it('a schedule gets the end of its run even if the worker that committed that end dies at once', async () => {
  await fleet.push({ name: 'nap', steps: { a: { agent: 'core.sleep', with: { ms: 1 } } } });
  await fleet.call('PUT', '/v1/schedules/told', { workflow: 'nap', cron: '0 0 1 1 *', overlap: 'queue' });
  const schedule = async () => (await fleet.call('GET', '/v1/schedules/told')).body;
  await Promise.all(fleet.workers.map((worker) => worker.kill()));
  for (const outcome of ['started', 'queued'])
    expect((await fleet.call('POST', '/v1/schedules/told/trigger')).body).toMatchObject({ outcome });
  // While it is paused, nobody looks at it: the message alone frees it.
  await fleet.call('POST', '/v1/schedules/told/pause');
  const dying = await fleet.startWorker({
    AG06_WORKER_AGENTS: 'core.sleep',
    AG06_TEST_FAULT: 'outcome.after-commit',
  });
  await dying.exited;
  await until(async () => (await schedule()).running === null, { timeoutMs: 30_000 });
  expect((await schedule()).queued).toHaveLength(1);
  await fleet.startWorker();
  await fleet.call('POST', '/v1/schedules/told/resume');
  await until(async () => {
    const { body } = await fleet.call('GET', '/v1/runs?workflow=nap&status=completed');
    return (body.items as readonly object[]).length === 2;
  });
  expect((await fleet.call('GET', '/v1/runs?workflow=nap')).body.items).toMatchObject([
    { parent: { schedule: 'told', slot: expect.any(String) } },
    { parent: { schedule: 'told', slot: expect.any(String) } },
  ]);
}, 120_000);
