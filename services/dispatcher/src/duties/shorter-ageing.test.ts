import { type Priority, STRICT_AGEING_MS, toPriorityKey } from '@ag06/contracts';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { TuningReadings } from '../readings/tuning-readings.ts';
import { ShorterAgeing } from './shorter-ageing.ts';

const AGENT = 'x.a';
const MINUTE_MS = 60_000;

/** A fleet whose queue is a list of keys. */
async function createFleet() {
  let now = Date.UTC(2030, 0, 1);
  const store = createMemoryStore({ now: () => now });
  const epoch = await store.fleet.loadEpoch();
  now += 86_400_000;
  const tuning = new TuningReadings({ shared: store.shared, storeTime: async () => now });
  const keys = new Map<string, number>();
  let calls = 0;
  const rebasePriorities = async ([agent]: readonly string[], seconds: number, above: number) => {
    calls++;
    for (const [name, key] of keys)
      if (agent === AGENT && key > above) keys.set(name, Math.max(1, key - seconds));
  };
  type Options = ConstructorParameters<typeof ShorterAgeing>[0];
  const broker = { rebasePriorities } as unknown as Options['broker'];
  let version = 0;
  return {
    keys,
    calls: () => calls,
    create: () => new ShorterAgeing({ store, broker, tuning }),
    wait: (level: Priority, startedAgoMs: number, ageingMs?: number | null) =>
      void keys.set(`${level} ${startedAgoMs}`, toPriorityKey(now - startedAgoMs, level, epoch, ageingMs)),
    /** Of a step that begins to wait now. */
    latest: (level: Priority, ageingMs?: number | null) => toPriorityKey(now, level, epoch, ageingMs),
    publish: async (ageingMs?: number | null) => {
      const settings = ageingMs === undefined ? {} : { ageingMs };
      const rest = { static: {}, publishedAt: 0, by: 'p', fence: 0, reason: '' };
      await store.shared.swap(
        'tuning',
        AGENT,
        version,
        JSON.stringify({ version: version + 1, settings, ...rest }),
      );
      version++;
      await tuning.read();
    },
  };
}

it('steps that wait under strict priority do not wait for days when their queue has no such setting any more', async () => {
  const fleet = await createFleet();
  const shorter = fleet.create();
  await fleet.publish(null);
  await shorter.look();
  for (const level of ['critical', 'normal', 'low', 'bulk'] as const) fleet.wait(level, 20 * MINUTE_MS, null);
  expect(fleet.keys.get('low 1200000')).toBeGreaterThan(fleet.latest('bulk'));
  await shorter.look();
  expect(fleet.calls()).toBe(0);
  await fleet.publish();
  await shorter.look();
  for (const key of fleet.keys.values()) expect(key).toBeLessThan(fleet.latest('critical'));
  const lowered = new Map(fleet.keys);
  // A process that did not know yet sent one more.
  fleet.wait('bulk', MINUTE_MS, null);
  await shorter.look();
  expect(fleet.keys.get('bulk 60000')).toBeLessThan(fleet.latest('critical'));
  fleet.keys.delete('bulk 60000');
  expect(fleet.keys).toEqual(lowered);
  const calls = fleet.calls();
  await shorter.look();
  expect(fleet.calls()).toBe(calls);
});

it('steps of a long ageing are lowered to below the least urgent new one under the ageing that comes after it', async () => {
  const fleet = await createFleet();
  const shorter = fleet.create();
  await fleet.publish(3_600_000);
  await shorter.look();
  fleet.wait('bulk', MINUTE_MS, 3_600_000);
  await fleet.publish(600_000);
  await shorter.look();
  expect(Math.max(...fleet.keys.values())).toBeLessThanOrEqual(fleet.latest('bulk', 600_000) + 60);
});

it('keys are left alone where an ageing gets longer, or is no longer than what the fleet does by itself', async () => {
  const fleet = await createFleet();
  const shorter = fleet.create();
  for (const ageingMs of [5_000, 75_000, 0, undefined, 60_000, STRICT_AGEING_MS / 24, null]) {
    await fleet.publish(ageingMs);
    await shorter.look();
  }
  expect(fleet.calls()).toBe(0);
});
