import { expect, it } from '@jest/globals';
import { checkDeliveries } from './check-deliveries.ts';
import { addBefore, type DraftHistory, effectOf, eventOf, findIn } from './spoiling.ts';

it('the check of deliveries finds nothing wrong where all is well', () => {
  expect(findIn(checkDeliveries)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I21',
    'a fourth lost delivery',
    (draft) => {
      eventOf(draft, 'r1', 'step.redelivered c').lost = 4;
    },
  ],
  [
    'I21',
    'a second call without a redelivery',
    (draft) => {
      draft.effects.push({ ...effectOf(draft, 'r1', 'start a 1'), call: 'second' });
    },
  ],
  [
    'I21',
    'a call of an attempt that never started',
    (draft) => {
      draft.effects.push({ ...effectOf(draft, 'r1', 'start a 1'), attempt: 2 });
    },
  ],
  [
    'I21',
    'a fourth call',
    (draft) => {
      const again = eventOf(draft, 'r1', 'step.redelivered c');
      draft.runs[0]?.events.push(
        { ...again, lost: 2 },
        { ...again, lost: 3 },
        { ...again, worker: 'd-1', lost: 3 },
      );
      for (const call of ['3', '4']) draft.effects.push({ ...effectOf(draft, 'r1', 'start c 1'), call });
    },
  ],
  [
    'I21',
    'a fourth lost delivery of an item',
    (draft) => {
      eventOf(draft, 'r5', 'item.redelivered each[1]').lost = 4;
    },
  ],
  [
    'I21',
    'a second call of an item without a redelivery',
    (draft) => {
      draft.effects.push({ ...effectOf(draft, 'r5', 'start each[0] 1'), call: 'second' });
    },
  ],
  [
    'I21',
    'a call of an item that never started',
    (draft) => {
      draft.effects.push({ ...effectOf(draft, 'r5', 'start each[0] 1'), step: 'each[7]' });
    },
  ],
  [
    'I21',
    'a second call of a step that a breaker only refused',
    (draft) => {
      const started = eventOf(draft, 'r1', 'step.started a');
      const blocked = { ...started, type: 'step.blocked', blockedBy: 'breaker:chaos.work' };
      addBefore(draft, 'r1', 'step.completed a', blocked);
      draft.effects.push({ ...effectOf(draft, 'r1', 'start a 1'), call: 'second' });
    },
  ],
])('the check of deliveries finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkDeliveries, spoil)).toEqual([invariant]);
});

it('the check of deliveries lets a handler be called again after a living process took its delivery back', () => {
  const spoil = (draft: DraftHistory) => {
    const again = eventOf(draft, 'r1', 'step.redelivered c');
    draft.runs[0]?.events.push(again, { ...again, lost: 2 });
    for (const call of ['3', '4']) draft.effects.push({ ...effectOf(draft, 'r1', 'start c 1'), call });
  };
  expect(findIn(checkDeliveries, spoil)).toEqual([]);
});

it('the check of deliveries lets a handler be called again whose failure a breaker put aside', () => {
  const spoil = (draft: DraftHistory) => {
    const error = { code: 'AGENT_FAILED', message: 'told to fail, call first' };
    const blocked = { type: 'step.blocked', step: 'a', attempt: 1, blockedBy: 'breaker:chaos.work', error };
    addBefore(draft, 'r1', 'step.completed a', blocked);
    addBefore(draft, 'r1', 'step.completed a', { ...eventOf(draft, 'r1', 'step.started a') });
    draft.effects.push({ ...effectOf(draft, 'r1', 'start a 1'), call: 'first' });
  };
  expect(findIn(checkDeliveries, spoil)).toEqual([]);
});
