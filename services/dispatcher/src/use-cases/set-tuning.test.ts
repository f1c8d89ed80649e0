import { APPLIED_KNOBS, KNOBS, TUNING_BOUNDS, TuningChange } from '@ag06/contracts';
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

it.each(KNOBS.filter((knob) => !APPLIED_KNOBS.some((applied) => applied === knob)))(
  'setTuning refuses %s, which no worker applies, and publishes nothing',
  async (knob) => {
    const { set } = await createFleet();
    await expect(
      set({ settings: { concurrency: 2, [knob]: TUNING_BOUNDS[knob].max } }),
    ).rejects.toMatchObject({
      status: 422,
      code: 'TUNING_NOT_APPLIED',
      errors: [{ path: `settings.${knob}`, expected: expect.stringContaining('concurrency, timeoutMs') }],
    });
    expect(await set({ settings: {}, merge: true })).toEqual({});
  },
);
