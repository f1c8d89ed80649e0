import type { AgentTuningView, TuningHistoryView } from '@ag06/contracts/tuning';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { TestFleet } from './test-fleet.ts';
import { untilLed } from './tuning-api.ts';

const AGENT = 'good.patient';
const ITEMS = 500;
const CALLS = {
  name: 'calls',
  steps: { s: { agent: AGENT, forEach: Array(ITEMS).fill(1), concurrency: 200, with: { ms: 200 } } },
};

const show = async (fleet: TestFleet) =>
  (await fleet.call('GET', `/v1/tuning/${AGENT}`)).body as unknown as AgentTuningView;
const historyOf = async (fleet: TestFleet) =>
  (await fleet.call('GET', `/v1/tuning/${AGENT}/history`)).body as unknown as TuningHistoryView;

it('a live optimizer changes the concurrency of running workers; killed in a trial, it makes no step fail, and the next one goes on', async () => {
  const fleet = await TestFleet.start(1);
  try {
    const first = await fleet.startOptimizer({ AG06_OPTIMIZER_MODE: 'shadow' });
    await fleet.push(CALLS);
    const policy = { mode: 'live', objective: { classes: [{ deadlineS: null }] } };
    const set = await fleet.call('PUT', `/v1/tuning/${AGENT}`, policy);
    expect(set.status).toBe(200);
    const runIds = await Promise.all(Array.from({ length: 3 }, () => fleet.submit('calls')));
    const changed = await until(
      async () => {
        const { published } = await show(fleet);
        return published?.settings.concurrency === undefined ? undefined : published;
      },
      { timeoutMs: 60_000, message: 'the concurrency to be changed' },
    );
    const { leader, fence } = await untilLed(fleet, 0);
    expect(changed).toMatchObject({ by: leader, fence, static: { concurrency: 10 } });
    const { items } = await historyOf(fleet);
    expect(items.at(-1)?.sentence).toMatch(/^good\.patient: .* \(v\d+\)\./);
    await first.kill('SIGKILL');
    await fleet.startOptimizer({ AG06_OPTIMIZER_MODE: 'shadow' });
    await untilLed(fleet, fence);
    for (const runId of runIds) expect(await fleet.result(runId, 60)).toMatchObject({ status: 'completed' });
    expect((await historyOf(fleet)).items.length).toBeGreaterThanOrEqual(1);
    const frozen = await fleet.call('PUT', `/v1/tuning/${AGENT}/policy`, {
      isFrozen: true,
      lock: ['concurrency'],
    });
    expect(frozen.body).toMatchObject({ frozen: { by: 'operator' }, locks: [{ setting: 'concurrency' }] });
  } finally {
    await fleet.stop();
  }
}, 180_000);
