import { expect, it } from '@jest/globals';
import { checkEnds } from './check-ends.ts';
import { addBefore, type DraftHistory, eventOf, findIn, runOf } from './spoiling.ts';

it('the check of ends finds nothing wrong where all is well', () => {
  expect(findIn(checkEnds)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  ['I2', 'a log without an end', (draft) => void runOf(draft, 'r1').events.pop()],
  ['I2', 'a second end', (draft) => addBefore(draft, 'r1', 'run.completed', { type: 'run.failed' })],
  [
    'I2',
    'an event after the end',
    (draft) => {
      const { events } = runOf(draft, 'r1');
      events.push({ ...eventOf(draft, 'r1', 'step.started a') });
    },
  ],
  [
    'I2',
    'another end than the run tells',
    (draft) => {
      runOf(draft, 'r4').run.status = 'failed';
    },
  ],
  [
    'I2',
    'an ended run without a result',
    (draft) => {
      runOf(draft, 'r1').result.httpStatus = 202;
    },
  ],
  [
    'I2',
    'completed, though a step has no outcome',
    (draft) => {
      const { events } = runOf(draft, 'r1');
      events.splice(events.indexOf(eventOf(draft, 'r1', 'step.completed b')), 1);
    },
  ],
  [
    'I2',
    'failed, though its step did not fail',
    (draft) => {
      eventOf(draft, 'r2', 'step.failed b').type = 'step.completed';
    },
  ],
  [
    'I2',
    'a reader saw another end',
    (draft) => {
      draft.observations.push({
        runId: 'r1',
        from: 0,
        to: 1,
        of: 'run',
        run: { ...runOf(draft, 'r1').run, status: 'failed' },
      });
    },
  ],
  [
    'I2',
    'a reader saw the end turn back',
    (draft) => {
      draft.observations.push({
        runId: 'r1',
        from: 950,
        to: 951,
        of: 'run',
        run: { ...runOf(draft, 'r1').run, status: 'running' },
      });
    },
  ],
  [
    'I2',
    'a run that failed with an item that did not',
    (draft) => {
      eventOf(draft, 'r7', 'item.failed each[0]').type = 'item.completed';
    },
  ],
])('the check of ends finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkEnds, spoil)).toEqual([invariant]);
});
