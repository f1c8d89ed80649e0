import { DEFAULT_BREAKER } from '@ag06/contracts';
import { BreakerListView } from '@ag06/contracts/api';
import { FleetBreakers } from '@ag06/resilience';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { listBreakers, moveBreaker } from './breakers.ts';

const NOW = Date.UTC(2030, 0, 1);
const FAILED = { code: 'SHOP_CLOSED', message: 'Closed.', step: 's', attempt: 1 };
const HOUR_MS = 3_600_000;

/** A store whose fleet called a shop five times, in vain. */
async function createFleet() {
  let now = NOW;
  const store = createMemoryStore({ now: () => now });
  /** Calls it so often, in vain. */
  const call = async (times: number): Promise<void> => {
    const breakers = new FleetBreakers({
      shared: store.shared,
      storeTime: () => store.runs.now(),
      id: 'w',
      listener: { onTransition: () => {}, onRefused: () => {}, onError: () => {} },
    });
    await breakers.start();
    for (let i = 0; i < times; i++) {
      const entered = await breakers.enter('shop');
      if (entered !== undefined) await breakers.fail(entered, { ...FAILED, run: `r${i}` });
    }
    await breakers.stop();
  };
  await call(5);
  const pass = (ms: number) => {
    now += ms;
  };
  return { store, pass, call };
}

it('listBreakers shows an open breaker with its time, its totals and why it opened', async () => {
  const { store } = await createFleet();
  const items = await listBreakers(store);
  expect(BreakerListView.parse({ items })).toEqual({ items });
  expect(items).toEqual([
    {
      dependency: 'shop',
      state: 'open',
      since: expect.stringMatching(/^2030-01-01T00:00:/),
      until: expect.stringMatching(/^2030-01-01T00:0/),
      failures: 5,
      lastError: { ...FAILED, run: 'r4', at: expect.stringMatching(/^2030-01-01T00:00:/) },
      permits: { out: 0, free: 0 },
      blockedSteps: 0,
      totals: { successes: 0, failures: 5, refused: 0, opened: 1 },
      settings: DEFAULT_BREAKER,
      transitions: [{ at: expect.any(String), from: 'closed', to: 'open', why: 'consecutive-failures' }],
    },
  ]);
});

it('listBreakers shows an open breaker as half-open when its time is over', async () => {
  const { store, pass } = await createFleet();
  pass(HOUR_MS);
  expect(await listBreakers(store)).toMatchObject([{ state: 'half-open', permits: { out: 0, free: 5 } }]);
});

it('moveBreaker closes and opens a breaker by hand, and records who did', async () => {
  const { store, pass } = await createFleet();
  // A worker's clock runs on between two times of the store: an hour is after all it told.
  pass(HOUR_MS);
  const since = new Date(NOW + HOUR_MS).toISOString();
  const closed = await moveBreaker(store, 'shop', 'closed', 'd.1');
  expect(closed).toMatchObject({ state: 'closed', since, failures: 0, permits: { out: 0 } });
  const opened = await moveBreaker(store, 'shop', 'open', 'd.2');
  expect(opened).toMatchObject({ state: 'open', since, totals: { opened: 2 } });
  expect(opened.transitions.map(({ why }) => why)).toEqual(['consecutive-failures', 'operator', 'operator']);
});

it('moveBreaker turns a breaker off until somebody closes it, and failures meanwhile do not open it', async () => {
  const { store, call } = await createFleet();
  expect(await moveBreaker(store, 'shop', 'off', 'd.1')).toMatchObject({ state: 'off', permits: { out: 0 } });
  await call(20);
  expect(await listBreakers(store)).toMatchObject([{ state: 'off', totals: { failures: 25, opened: 1 } }]);
  expect(await moveBreaker(store, 'shop', 'closed', 'd.2')).toMatchObject({ state: 'closed', failures: 0 });
});

it('moveBreaker refuses the name of a dependency that nobody called', async () => {
  const { store } = await createFleet();
  await expect(moveBreaker(store, 'nobody', 'open', 'd.1')).rejects.toMatchObject({
    code: 'BREAKER_UNKNOWN',
  });
});
