import { expect, it } from '@jest/globals';
import { checkSignals } from './check-signals.ts';
import { addBefore, type DraftHistory, eventOf, findIn, runOf } from './spoiling.ts';

const CONSUMED = { type: 'signal.consumed', name: 'go', key: 'k1', step: 'again' };
const keyed = (draft: DraftHistory, type: string, key: string) => {
  const event = runOf(draft, 'r9').events.find((one) => one.type === type && one.key === key);
  if (event === undefined) throw new Error(`There is no ${type} of ${key}.`);
  return event;
};

it('the check of signals finds nothing wrong where all is well', () => {
  expect(findIn(checkSignals)).toEqual([]);
});

it('the check of signals allows that one is consumed again after it was given back', () => {
  const returned = (draft: DraftHistory) => {
    keyed(draft, 'signal.consumed', 'k2').key = 'k1';
    const own = draft.signals.filter(({ runId }) => runId === 'r9');
    for (const one of own) one.payload = eventOf(draft, 'r9', 'step.completed again').output;
    eventOf(draft, 'r9', 'step.completed ask').output = draft.signals[0]?.payload;
    eventOf(draft, 'r9', 'step.completed other').output = draft.signals[0]?.payload;
    addBefore(draft, 'r9', 'step.waiting again', { type: 'signal.returned', name: 'go', key: 'k1' });
  };
  expect(findIn(checkSignals, returned)).toEqual([]);
});

it.each<[string, (draft: DraftHistory) => void]>([
  ['was consumed twice', (draft) => addBefore(draft, 'r9', 'step.completed again', CONSUMED)],
  [
    'was taken twice',
    (draft) =>
      addBefore(draft, 'r9', 'step.completed again', { type: 'signal.received', name: 'go', key: 'k1' }),
  ],
  [
    'nobody sent',
    (draft) =>
      addBefore(draft, 'r9', 'step.completed again', { type: 'signal.received', name: 'go', key: 'k9' }),
  ],
  [
    'was acknowledged and is not there',
    (draft) => void draft.signals.push({ ...signalOf(draft), key: 'k9', end: 'acknowledged' }),
  ],
  ['was refused', (draft) => void draft.signals.push({ ...signalOf(draft), end: 'refused' })],
  [
    'was consumed before it came',
    (draft) => {
      keyed(draft, 'signal.received', 'k2').seq = 99;
    },
  ],
  [
    'was consumed before an older one',
    (draft) => {
      const [first, second] = ['k1', 'k2'].map((key) => keyed(draft, 'signal.consumed', key));
      if (first === undefined || second === undefined) throw new Error('Two were consumed.');
      [first.seq, second.seq] = [second.seq, first.seq];
      [first.key, second.key] = ['k2', 'k1'];
    },
  ],
  [
    'gave its step another payload',
    (draft) => {
      eventOf(draft, 'r9', 'step.completed ask').output = { key: 'k2' };
    },
  ],
  [
    'no step got that completed',
    (draft) => {
      keyed(draft, 'signal.consumed', 'k3').step = 'ask';
    },
  ],
])('the check of signals finds a signal that %s', (_, spoil) => {
  expect(findIn(checkSignals, spoil)).toEqual(['SIGNAL']);
});

function signalOf(draft: DraftHistory): DraftHistory['signals'][number] {
  const [signal] = draft.signals;
  if (signal === undefined) throw new Error('The fixture has no signal.');
  return signal;
}
