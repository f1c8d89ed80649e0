import { type ServiceProcess, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pointsIn } from './fault-table.ts';
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

let fleet: TestFleet;
let first: ServiceProcess | undefined;

beforeAll(async () => {
  fleet = await TestFleet.start(1);
  first = fleet.dispatcher;
  await fleet.startDispatcher();
  await fleet.push(FLOW);
  const now = Date.now();
  for (const [i, name] of NAMES.entries()) {
    const from = new Date(now + 1_000 + (i * EVERY_MS) / NAMES.length).toISOString();
    const schedule = { workflow: 'flow', every: EVERY_MS, from, overlap: 'queue', catchUp: 'all' };
    expect((await fleet.call('PUT', `/v1/schedules/${name}`, schedule)).status).toBe(201);
  }
}, 120_000);
afterAll(async () => {
  await first?.stop();
  await fleet?.stop();
});

describe('three dispatchers, one an hour ahead or behind, of which one dies', () => {
  const points = pointsIn('a dispatcher that keeps schedules').map(([point], i) => [point, i] as const);
  it.each(points)(
    'at %s',
    async (point, i) => {
      const url = fleet.url;
      const steady = fleet.dispatcher;
      const env = { ...clock(i % 2 === 0 ? HOUR_MS : -HOUR_MS), AG06_TEST_FAULT: `${point}:2` };
      const faulty = await fleet.startDispatcher(env);
      fleet.url = url;
      fleet.dispatcher = steady;
      expect((await faulty.exited).signal).toBe('SIGKILL');
    },
    120_000,
  );

  it('start one run for each slot', async () => {
    const pastOf = async (name: string) =>
      ((await fleet.call('GET', `/v1/schedules/${name}/runs`)).body as { items: PastSlot[] }).items;
    for (const name of NAMES) await until(async () => (await pastOf(name)).length > 2, { timeoutMs: 60_000 });
    const all = new Map<string, string>();
    for (const name of NAMES) {
      await fleet.call('POST', `/v1/schedules/${name}/pause`);
      const items = await pastOf(name);
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
  }, 120_000);
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
