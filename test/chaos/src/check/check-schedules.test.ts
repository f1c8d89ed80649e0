import { expect, it } from '@jest/globals';
import { checkSchedules } from './check-schedules.ts';
import { type DraftHistory, findIn, runOf } from './spoiling.ts';

const slotsOf = (draft: DraftHistory) => {
  const [schedule] = draft.schedules;
  if (schedule === undefined) throw new Error('The fixture has no schedule.');
  return schedule.slots;
};
/** A slot an hour later, with this run. */
const addSlot = (draft: DraftHistory, hours: number, more: object = {}) => {
  const slot = new Date(Date.parse('2026-01-01T00:00:00.000Z') + hours * 3_600_000).toISOString();
  slotsOf(draft).push({ slot, decidedAt: slot, outcome: 'started', ...more });
};

it('the check of schedules finds nothing wrong where all is well', () => {
  expect(findIn(checkSchedules)).toEqual([]);
});

it.each<[string, (draft: DraftHistory) => void]>([
  ['that was decided twice', (draft) => addSlot(draft, 0)],
  ['that was left out', (draft) => addSlot(draft, 2)],
  ['between two', (draft) => addSlot(draft, 0.5)],
  [
    'that was decided early',
    (draft) => addSlot(draft, 1, { decidedAt: '2026-01-01T00:00:00.000Z', outcome: 'skipped' }),
  ],
  ['whose run another one has', (draft) => addSlot(draft, 1, { runId: 'r13' })],
  ['whose run is not there', (draft) => addSlot(draft, 1, { runId: 'r99' })],
  ['that nobody asked for', (draft) => addSlot(draft, 0.1, { trigger: 'stranger', outcome: 'skipped' })],
  [
    'that was asked for once and is twice there',
    (draft) => {
      draft.schedules[0]?.triggers.push('t');
      for (const hours of [0.1, 0.2]) addSlot(draft, hours, { trigger: 't', outcome: 'skipped' });
    },
  ],
  [
    'that a run has made up',
    (draft) => {
      runOf(draft, 'r2').run.parent = { schedule: 'hourly' };
    },
  ],
  [
    'whose run overlaps the one before',
    (draft) => {
      const { run } = runOf(draft, 'r13');
      draft.runs.push({
        ...structuredClone(runOf(draft, 'r13')),
        runId: 'r99',
        run: { ...run, runId: 'r99' },
      });
      addSlot(draft, 1, { runId: 'r99' });
    },
  ],
])('the check of schedules finds a slot %s', (_, spoil) => {
  expect(findIn(checkSchedules, spoil)).toEqual(['SLOT']);
});
