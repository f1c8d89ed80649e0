import { encodeSchedule, type ScheduleDocument } from '@ag06/schedule';
import { createMemoryStore, type Store } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { freeSchedule } from './free-schedule.ts';
import { loadSchedule } from './held-schedule.ts';

const HOUR = 3_600_000;
const slot = { at: HOUR };
const document: ScheduleDocument = {
  settings: {
    workflow: 'w',
    input: null,
    timing: { everyMs: HOUR },
    overlap: 'queue',
    catchUp: 'all',
    jitterMs: 0,
  },
  managed: false,
  paused: false,
  next: 5 * HOUR,
  cur: { runId: 'r0-1', slot },
  queue: [{ at: 2 * HOUR }],
  pend: null,
  last: [],
};

async function open(more: Partial<ScheduleDocument> = {}): Promise<Store> {
  const store = createMemoryStore({ now: () => 2 * HOUR });
  const text = encodeSchedule({ ...document, ...more });
  await store.schedules.save('default', 's', { expected: 0, text, wakeAt: undefined });
  return store;
}
const curOf = async (store: Store) => (await loadSchedule(store, 'default', 's'))?.document.cur;
const takeDue = ({ runs }: Store) => runs.takeWakeups('timers', 10, 1_000);

it('freeSchedule removes an ended run from its schedule, which is due at once if slots wait', async () => {
  const store = await open();
  await freeSchedule(store, 'default', 's', 'r0-1');
  expect(await curOf(store)).toBeNull();
  expect(await takeDue(store)).toEqual([{ subject: 'schedule', tenant: 'default', name: 's', kind: 'slot' }]);
});

it('freeSchedule does not make a schedule due that has no waiting slots or is paused', async () => {
  for (const more of [{ queue: [] }, { paused: true }]) {
    const store = await open(more);
    await freeSchedule(store, 'default', 's', 'r0-1');
    expect(await curOf(store)).toBeNull();
    expect(await takeDue(store)).toEqual([]);
  }
});

it('freeSchedule does nothing for a run that is not the active one, or for a deleted schedule', async () => {
  const store = await open();
  await freeSchedule(store, 'default', 's', 'r0-2');
  await freeSchedule(store, 'default', 'gone', 'r0-1');
  expect(await curOf(store)).toEqual({ runId: 'r0-1', slot });
});

it('freeSchedule reads a schedule again that was changed meanwhile, and gives up in the end', async () => {
  const store = await open();
  let losses = 0;
  const { schedules } = store;
  const losing = (times: number): Pick<Store, 'schedules'> => ({
    schedules: Object.assign(Object.create(schedules), {
      save: async (...save: Parameters<typeof schedules.save>) =>
        losses++ < times ? undefined : schedules.save(...save),
    }),
  });
  await expect(freeSchedule(losing(100), 'default', 's', 'r0-1')).rejects.toThrow('kept changing');
  losses = 0;
  await freeSchedule(losing(3), 'default', 's', 'r0-1');
  expect(await curOf(store)).toBeNull();
});
