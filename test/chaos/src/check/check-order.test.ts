import { expect, it } from '@jest/globals';
import { checkOrder } from './check-order.ts';
import { addBefore, type DraftHistory, effectOf, eventOf, findIn, runOf } from './spoiling.ts';

it('finds nothing where all is well', () => {
  expect(findIn(checkOrder)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I6',
    'a step that starts before what it needs is over',
    (draft) => {
      addBefore(draft, 'r1', 'step.completed a', { type: 'step.started', step: 'b', attempt: 1 });
    },
  ],
  [
    'I6',
    'a step that is scheduled before what it needs is over',
    (draft) => {
      addBefore(draft, 'r1', 'step.completed a', { type: 'step.scheduled', step: 'b', attempt: 1 });
    },
  ],
  [
    'I6',
    'a handler that runs before the one that it needs has ended',
    (draft) => {
      effectOf(draft, 'r1', 'start b 1').at = effectOf(draft, 'r1', 'return a 1').at - 1;
    },
  ],
  [
    'I6',
    'a handler that runs without an outcome of what it needs',
    (draft) => {
      const { events } = runOf(draft, 'r1');
      events.splice(events.indexOf(eventOf(draft, 'r1', 'step.completed a')), 1);
    },
  ],
])('%s: %s', (invariant, _, spoil) => {
  expect(findIn(checkOrder, spoil)).toEqual([invariant]);
});
