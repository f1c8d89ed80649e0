import { expect, it } from '@jest/globals';
import { checkOrder } from './check-order.ts';
import { addBefore, type DraftHistory, effectOf, eventOf, findIn, runOf } from './spoiling.ts';

it('the check of order finds nothing wrong where all is well', () => {
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
  [
    'I6',
    'an item that starts before what its step needs is over',
    (draft) => {
      addBefore(draft, 'r5', 'step.completed a', { ...eventOf(draft, 'r5', 'item.started each[0]') });
    },
  ],
  [
    'I6',
    'an item that starts before its step became items',
    (draft) => {
      addBefore(draft, 'r5', 'step.started each', { ...eventOf(draft, 'r5', 'item.started each[0]') });
    },
  ],
  [
    'I6',
    'a list that is collected before its last item is over',
    (draft) => {
      const { events } = runOf(draft, 'r5');
      const [collected] = events.splice(events.indexOf(eventOf(draft, 'r5', 'step.completed each')), 1);
      if (collected) addBefore(draft, 'r5', 'item.completed each[1]', collected);
    },
  ],
  [
    'I6',
    'a handler that runs before the last item that it needs has ended',
    (draft) => {
      effectOf(draft, 'r5', 'start c 1').at = effectOf(draft, 'r5', 'return each[1] 2').at - 1;
    },
  ],
  [
    'I6',
    'a handler of an item that runs before the one that its step needs has ended',
    (draft) => {
      effectOf(draft, 'r5', 'start each[0] 1').at = effectOf(draft, 'r5', 'return a 1').at - 1;
    },
  ],
])('the check of order finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkOrder, spoil)).toEqual([invariant]);
});
