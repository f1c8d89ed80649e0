import { expect, it } from '@jest/globals';
import { checkItems } from './check-items.ts';
import { addBefore, type DraftHistory, eventOf, findIn, runOf } from './spoiling.ts';

it('the check of items finds nothing wrong where all is well', () => {
  expect(findIn(checkItems)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I4',
    'a run that counts its items otherwise than its log',
    (draft) => {
      const { items } = runOf(draft, 'r5').run.steps.each ?? {};
      if (items) items.completed = 1;
    },
  ],
  [
    'I4',
    'a run that counts items still though it is over',
    (draft) => {
      const { items } = runOf(draft, 'r7').run.steps.each ?? {};
      if (items) items.running = 1;
    },
  ],
  [
    'I4',
    'a run that counts no items though its step became some',
    (draft) => {
      const { each } = runOf(draft, 'r7').run.steps;
      if (each) delete each.items;
    },
  ],
  [
    'I4',
    'a list that ended with another number of failures than its items',
    (draft) => {
      eventOf(draft, 'r6', 'step.completed each').failed = 0;
    },
  ],
  [
    'I4',
    'a list that ended with more items than have an outcome',
    (draft) => {
      eventOf(draft, 'r5', 'step.completed each').items = 3;
    },
  ],
  [
    'I4',
    'a second outcome of an item',
    (draft) => {
      addBefore(draft, 'r5', 'step.completed each', { ...eventOf(draft, 'r5', 'item.completed each[0]') });
    },
  ],
  [
    'I7',
    'a page that lists another output than was recorded',
    (draft) => {
      const [first] = runOf(draft, 'r5').items.each ?? [];
      if (first) first.output = 'another';
    },
  ],
  [
    'I7',
    'a page that lists another attempt than was the last',
    (draft) => {
      const [, second] = runOf(draft, 'r5').items.each ?? [];
      if (second) second.attempt = 1;
    },
  ],
  [
    'I7',
    'a page that lists an item as completed that failed',
    (draft) => {
      const [first] = runOf(draft, 'r6').items.each ?? [];
      if (first) first.status = 'completed';
    },
  ],
  ['I7', 'a page that leaves the last item out', (draft) => void runOf(draft, 'r5').items.each?.pop()],
])('the check of items finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkItems, spoil)).toEqual([invariant]);
});
