import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import { TestFleet } from './test-fleet.ts';

const SHIFT = new URL('./shift-clock.ts', import.meta.url);
const HOUR_MS = 3_600_000;
const EVERY_MS = 10_000;
/** Their slots are spread over the ten seconds: whoever looks finds one soon. */
const NAMES = Array.from({ length: 20 }, (_, i) => `s${i}`);
const FLOW = { name: 'flow', steps: { a: { agent: 'core.echo', with: { n: 1 } } } };

const clock = (aheadMs: number) => ({
  NODE_OPTIONS: `--import=${SHIFT}`,
  AG06_TEST_CLOCK_MS: String(aheadMs),
});

interface PastSlot {
  readonly slot: string;
  readonly outcome: string;
  readonly runId?: string;
}

/** Two dispatchers and a worker that keep twenty schedules. */
export interface ScheduledFleet {
  readonly fleet: TestFleet;
  stop(): Promise<void>;
}

export async function startScheduledFleet(): Promise<ScheduledFleet> {
  const fleet = await TestFleet.start(1);
  const first = fleet.dispatcher;
  const stop = async () => {
    await first?.stop();
    await fleet.stop();
  };
  try {
    await fleet.startDispatcher();
    await fleet.push(FLOW);
    const now = Date.now();
    for (const [i, name] of NAMES.entries()) {
      const from = new Date(now + 1_000 + (i * EVERY_MS) / NAMES.length).toISOString();
      const schedule = { workflow: 'flow', every: EVERY_MS, from, overlap: 'queue', catchUp: 'all' };
      expect((await fleet.call('PUT', `/v1/schedules/${name}`, schedule)).status).toBe(201);
    }
    return { fleet, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A third dispatcher comes, an hour ahead or behind, and dies when it is at this point for the second time. */
export async function expectDeathAt(
  fleet: TestFleet,
  point: string,
  direction: 'ahead' | 'behind',
): Promise<void> {
  const env = { ...clock(direction === 'ahead' ? HOUR_MS : -HOUR_MS), AG06_TEST_FAULT: `${point}:2` };
  const { started } = await fleet.startDispatcherBeside(env);
  expect((await started.exited).signal).toBe('SIGKILL');
}

const pastOf = async (fleet: TestFleet, name: string) =>
  ((await fleet.call('GET', `/v1/schedules/${name}/runs`)).body as { items: PastSlot[] }).items;

/** All slots that are over follow each other, each with a run of its own, and there are no other runs. */
export async function expectOneRunOfEachSlot(fleet: TestFleet): Promise<void> {
  for (const name of NAMES)
    await until(async () => (await pastOf(fleet, name)).length > 2, { timeoutMs: 60_000 });
  const all = new Map<string, string>();
  for (const name of NAMES) {
    await fleet.call('POST', `/v1/schedules/${name}/pause`);
    const items = await pastOf(fleet, name);
    const slots = items.map(({ slot }) => Date.parse(slot)).toReversed();
    expect(slots).toEqual(slots.map((_, n) => (slots[0] ?? 0) + n * EVERY_MS));
    for (const { slot, outcome, runId = '' } of items) {
      expect(outcome).toBe('started');
      all.set(runId, `${name} ${slot}`);
    }
  }
  const runs: string[] = [];
  await until(async () => {
    runs.length = 0;
    let cursor = '';
    do {
      const { body } = await fleet.call('GET', `/v1/runs?workflow=flow&limit=500${cursor}`);
      runs.push(...(body.items as { runId: string }[]).map(({ runId }) => runId));
      cursor = body.next === undefined ? '' : `&cursor=${body.next}`;
    } while (cursor !== '');
    return runs.length >= all.size;
  });
  expect(runs.sort()).toEqual([...all.keys()].sort());
}
