import { encodeSchedule, type PastSlot, type ScheduleDocument } from '@ag06/schedule';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { listSchedules } from './describe-schedule.ts';
import { START } from './testing/schedule-play.ts';

const documentOf = (last: readonly PastSlot[]): ScheduleDocument => ({
  settings: {
    workflow: 'w',
    input: null,
    timing: { everyMs: 60_000 },
    overlap: 'skip',
    catchUp: 'last',
    jitterMs: 0,
  },
  managed: false,
  paused: false,
  next: START,
  cur: null,
  pend: null,
  queue: [],
  last,
});

async function lastOf(...last: readonly PastSlot[]) {
  const store = createMemoryStore();
  const text = encodeSchedule(documentOf(last));
  await store.schedules.save('default', 's', { expected: 0, text, wakeAt: undefined });
  const { items } = await listSchedules(store, 'default', { cursor: undefined, limit: 1 });
  return items[0]?.last;
}

it('a list of schedules says how the last slot of each was decided, and why there is no run of it', async () => {
  const slot = { at: START };
  const started: PastSlot = { slot, decidedAt: START + 5, outcome: 'started', runId: 'r0-x' };
  expect(await lastOf()).toBeUndefined();
  expect(await lastOf(started)).toEqual({
    slot: '2026-01-01T00:00:00.000Z',
    decidedAt: '2026-01-01T00:00:00.005Z',
    outcome: 'started',
    runId: 'r0-x',
  });
  const refused: PastSlot = { slot, decidedAt: START, outcome: 'refused', why: 'WORKFLOW_UNKNOWN: gone' };
  expect(await lastOf(refused, started)).toMatchObject({ outcome: 'refused', why: 'WORKFLOW_UNKNOWN: gone' });
});
