import { PRIORITY_KEY_REBASE, toPriorityKey } from '@ag06/contracts';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { TuningReadings } from '../readings/tuning-readings.ts';
import { PriorityRebase } from './priority-rebase.ts';

const DAY_SECONDS = 24 * 3600;
const MOVED_SECONDS = PRIORITY_KEY_REBASE - DAY_SECONDS;

async function createFleet() {
  let now = Date.UTC(2030, 0, 1);
  const store = createMemoryStore({ now: () => now });
  const lowered: { seconds: number; above: number }[] = [];
  const ofOthers: { agents: readonly string[]; above: number }[] = [];
  let isAway = false;
  const rebasePriorities = async (agents: readonly string[], seconds: number, above = 0) => {
    if (isAway) throw new Error('The queue is away.');
    if (agents.includes('x.a')) lowered.push({ seconds, above });
    else ofOthers.push({ agents, above });
  };
  type Options = ConstructorParameters<typeof PriorityRebase>[0];
  const broker = { rebasePriorities } as unknown as Options['broker'];
  const tuning = new TuningReadings({ shared: store.shared, storeTime: async () => now });
  await store.fleet.registerWorker({
    id: 'w',
    host: 'h',
    pid: 1,
    agents: ['x.a', 'x.strict'],
    startedAt: 1,
    seenAt: now,
  });
  return {
    store,
    lowered,
    ofOthers,
    first: await store.fleet.loadEpoch(),
    now: () => now,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    setAway: (away: boolean) => {
      isAway = away;
    },
    createRebase: (more: Partial<Options['store']> = {}) =>
      new PriorityRebase({ id: 'd', store: { ...store, ...more }, broker, tuning }),
    tuning,
  };
}

it('the rebase of priorities leaves keys alone until their epoch is old', async () => {
  const { createRebase, lowered, pass } = await createFleet();
  const rebase = createRebase();
  await rebase.look();
  pass(PRIORITY_KEY_REBASE - 1);
  await rebase.look();
  expect(lowered).toEqual([]);
});

it('the rebase of priorities moves an old epoch and lowers what was counted from it, once more when everybody has heard', async () => {
  const { store, createRebase, lowered, pass, first, now } = await createFleet();
  pass(PRIORITY_KEY_REBASE);
  const rebase = createRebase();
  await rebase.look();
  const epoch = await store.fleet.loadEpoch();
  expect(epoch - first).toBe(MOVED_SECONDS * 1000);
  for (let look = 0; look < 3; look++) {
    pass(10);
    await rebase.look();
  }
  expect(lowered.map(({ seconds }) => seconds)).toEqual([MOVED_SECONDS, MOVED_SECONDS]);
  for (const { above } of lowered) {
    expect(above).toBeGreaterThan(toPriorityKey(now(), 'bulk', epoch));
    // What is above was counted from the old epoch; lowered, it is above no more.
    expect(above).toBeLessThan(toPriorityKey(now() - DAY_SECONDS * 1000, 'critical', first));
    expect(toPriorityKey(now(), 'bulk', first) - MOVED_SECONDS).toBeLessThan(above);
  }
});

it('the rebase of priorities is finished by another dispatcher when the one that moved the epoch dies', async () => {
  const { createRebase, lowered, pass, setAway } = await createFleet();
  const [mover, other] = [createRebase(), createRebase()];
  await other.look();
  pass(PRIORITY_KEY_REBASE);
  setAway(true);
  await expect(mover.look()).rejects.toThrow();
  setAway(false);
  await other.look();
  const born = createRebase();
  pass(60);
  await born.look();
  expect(lowered.map(({ seconds }) => seconds)).toEqual([MOVED_SECONDS, MOVED_SECONDS]);
});

it('the rebase of priorities is finished when the word that the epoch was moved is lost', async () => {
  const { store, createRebase, lowered, pass } = await createFleet();
  const { fleet } = store;
  const moveEpoch = async (expected: number, epoch: number) => {
    await fleet.moveEpoch(expected, epoch);
    return fleet.moveEpoch(expected, epoch);
  };
  pass(PRIORITY_KEY_REBASE);
  const deaf: typeof fleet = Object.assign(Object.create(fleet), { moveEpoch });
  const loads = { loadEpoch: () => fleet.loadEpoch(), listQueuedAgents: () => fleet.listQueuedAgents() };
  const lease = { acquireLease: async () => true };
  await createRebase({ fleet: Object.assign(deaf, loads, lease) }).look();
  expect(lowered).toEqual([{ seconds: MOVED_SECONDS, above: expect.any(Number) }]);
});

it('the rebase of priorities leaves the keys of strict priority alone that are counted from the new epoch', async () => {
  const { store, createRebase, lowered, ofOthers, pass, now, first, tuning } = await createFleet();
  const rest = { static: {}, publishedAt: 0, by: 'p', fence: 0, reason: '' };
  const text = JSON.stringify({ version: 1, settings: { ageingMs: null }, ...rest });
  await store.shared.swap('tuning', 'x.strict', 0, text);
  await tuning.read();
  pass(PRIORITY_KEY_REBASE);
  await createRebase().look();
  const epoch = await store.fleet.loadEpoch();
  expect(ofOthers).toEqual([{ agents: ['x.strict'], above: expect.any(Number) }]);
  const above = ofOthers[0]?.above ?? 0;
  expect(above).toBeGreaterThan(toPriorityKey(now(), 'bulk', epoch, null));
  // Those of the old epoch are above it, also of steps that have waited for days.
  expect(above).toBeLessThan(toPriorityKey(now() - 6 * DAY_SECONDS * 1000, 'critical', first, null));
  expect(toPriorityKey(now(), 'bulk', first, null) - MOVED_SECONDS).toBeLessThan(above);
  expect(lowered[0]?.above).toBeLessThan(toPriorityKey(now(), 'low', epoch, null));
});
