import { PRIORITY_KEY_REBASE, toPriorityKey } from '@ag06/contracts';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { PriorityRebase } from './priority-rebase.ts';

const DAY_SECONDS = 24 * 3600;

async function createRebase() {
  let now = Date.UTC(2030, 0, 1);
  const store = createMemoryStore({ now: () => now });
  const lowered: (readonly [seconds: number, above: number | undefined])[] = [];
  const rebasePriorities = async (_: readonly string[], seconds: number, above?: number) =>
    void lowered.push([seconds, above]);
  const broker = { rebasePriorities } as unknown as ConstructorParameters<typeof PriorityRebase>[0]['broker'];
  const rebase = new PriorityRebase({ id: 'd', store, broker });
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  return { store, rebase, lowered, pass, first: await store.fleet.loadEpoch(), now: () => now };
}

it('leaves keys alone until their epoch is old', async () => {
  const { rebase, lowered, pass } = await createRebase();
  pass(PRIORITY_KEY_REBASE - 1);
  await rebase.look();
  expect(lowered).toEqual([]);
});

it('lowers all keys when the epoch is old, and at the next look those that were counted from it meanwhile', async () => {
  const { store, rebase, lowered, pass, first, now } = await createRebase();
  pass(PRIORITY_KEY_REBASE);
  await rebase.look();
  const seconds = PRIORITY_KEY_REBASE - DAY_SECONDS;
  const epoch = await store.fleet.loadEpoch();
  expect(epoch - first).toBe(seconds * 1000);
  expect(lowered).toEqual([[seconds, undefined]]);
  pass(10);
  await rebase.look();
  const [, [by, above = 0] = []] = lowered;
  expect(by).toBe(seconds);
  expect(above).toBeGreaterThan(toPriorityKey(now(), 'bulk', epoch));
  expect(above).toBeLessThan(toPriorityKey(now() - DAY_SECONDS * 1000, 'critical', first));
  await rebase.look();
  expect(lowered).toHaveLength(2);
});

it('lowers nothing twice when two dispatchers find the epoch old', async () => {
  const { store, rebase, lowered, pass } = await createRebase();
  pass(PRIORITY_KEY_REBASE);
  await Promise.all([rebase.look(), rebase.look()]);
  expect(lowered).toHaveLength(1);
  expect(await store.fleet.loadEpoch()).toBeGreaterThan(0);
});
