import { expect, it } from '@jest/globals';
import { checkHolders } from './check-holders.ts';
import { addBefore, type DraftHistory, effectOf, eventOf, findIn, runOf } from './spoiling.ts';

it('the check of holders finds nothing wrong where all is well', () => {
  expect(findIn(checkHolders)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I18',
    'an outcome of a worker that had lost the step',
    (draft) => {
      addBefore(draft, 'r1', 'step.completed a', {
        type: 'step.redelivered',
        step: 'a',
        attempt: 1,
        worker: 'w2',
      });
    },
  ],
  [
    'I18',
    'an outcome of an attempt before',
    (draft) => {
      eventOf(draft, 'r1', 'step.completed b').output = { call: effectOf(draft, 'r1', 'start b 1').call };
    },
  ],
  [
    'I18',
    'an outcome of a step that was given back',
    (draft) => {
      const { events } = runOf(draft, 'r3');
      events.splice(
        events.findIndex(({ worker }) => worker === 'w2'),
        1,
      );
    },
  ],
  [
    'I18',
    'an outcome of an earlier call in the same process',
    (draft) => {
      const start = effectOf(draft, 'r1', 'start a 1');
      draft.effects.push({ ...start, call: 'later', at: start.at + 1 });
    },
  ],
  [
    'I18',
    'a failure of a worker that had lost the step',
    (draft) => {
      addBefore(draft, 'r1', 'step.retrying b', {
        type: 'step.redelivered',
        step: 'b',
        attempt: 1,
        worker: 'w2',
      });
    },
  ],
  [
    'I18',
    'an outcome of an item from a worker that had lost it',
    (draft) => {
      addBefore(draft, 'r5', 'item.completed each[0]', {
        type: 'item.redelivered',
        step: 'each',
        item: 0,
        attempt: 1,
        worker: 'w2',
      });
    },
  ],
  [
    'I18',
    'an outcome of an item from an attempt before',
    (draft) => {
      const output = { call: effectOf(draft, 'r5', 'start each[1] 1').call };
      eventOf(draft, 'r5', 'item.completed each[1]').output = output;
    },
  ],
])('the check of holders finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkHolders, spoil)).toEqual([invariant]);
});
