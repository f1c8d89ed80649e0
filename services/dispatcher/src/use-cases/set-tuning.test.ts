import { TuningChange } from '@ag06/contracts/api';
import { KNOBS, TUNING_BOUNDS } from '@ag06/contracts/tuning';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { setTuning } from './set-tuning.ts';

async function createFleet() {
  const store = createMemoryStore();
  await store.fleet.registerWorker({
    id: 'w',
    host: 'h',
    pid: 1,
    agents: ['x.a'],
    startedAt: 1,
    seenAt: Date.now(),
  });
  const set = async (change: object) => (await setTuning(store, 'x.a', TuningChange.parse(change))).settings;
  return { set };
}

it('setTuning replaces all settings, or merges with those that are published', async () => {
  const { set } = await createFleet();
  expect(await set({ settings: { concurrency: 4 } })).toEqual({ concurrency: 4 });
  expect(await set({ settings: { timeoutMs: 9 }, merge: true })).toEqual({ concurrency: 4, timeoutMs: 9 });
  expect(await set({ settings: { concurrency: 5 }, merge: true })).toEqual({ concurrency: 5, timeoutMs: 9 });
  expect(await set({ settings: {}, merge: true, unset: ['concurrency'] })).toEqual({ timeoutMs: 9 });
  expect(await set({ settings: {} })).toEqual({});
});

it('setTuning publishes every knob, also those that others than workers apply', async () => {
  const { set } = await createFleet();
  const settings = Object.fromEntries(KNOBS.map((knob) => [knob, TUNING_BOUNDS[knob].max]));
  expect(await set({ settings })).toEqual(settings);
  expect(await set({ merge: true, unset: KNOBS })).toEqual({});
});
