import { expect, it } from '@jest/globals';
import { checkAttempts } from './check-attempts.ts';
import { addBefore, type DraftHistory, eventOf, findIn, runOf } from './spoiling.ts';

it('the check of attempts finds nothing wrong where all is well', () => {
  expect(findIn(checkAttempts)).toEqual([]);
});

it.each<[string, string, (draft: DraftHistory) => void]>([
  [
    'I11',
    'a number that is left out',
    (draft) => {
      for (const event of runOf(draft, 'r1').events) if (event.attempt === 2) event.attempt = 3;
    },
  ],
  [
    'I11',
    'an attempt that starts twice without a lost delivery',
    (draft) => {
      addBefore(draft, 'r1', 'step.completed a', { ...eventOf(draft, 'r1', 'step.started a') });
    },
  ],
  [
    'I11',
    'more attempts than allowed',
    (draft) => {
      const orders = { b: { ms: 0, failFirst: 9, hangFirst: 0, giveUpAt: 0 } };
      runOf(draft, 'r1').run.input = { go: false, orders };
      const error = { code: 'AGENT_FAILED', message: '' };
      const events = [1, 2, 3].map((attempt) => ({
        seq: 0,
        at: '',
        type: 'step.retrying',
        step: 'b',
        attempt,
        error,
      }));
      runOf(draft, 'r1').events = events;
    },
  ],
  [
    'I11',
    'a failure that was not retried',
    (draft) => {
      runOf(draft, 'r2').run.input = {
        go: false,
        orders: { a: { ms: 0, failFirst: 1, hangFirst: 0, giveUpAt: 0 } },
      };
      const failed = eventOf(draft, 'r2', 'step.failed b');
      runOf(draft, 'r2').events = [{ ...failed, step: 'a' }];
    },
  ],
  [
    'I11',
    'a success that was told to fail',
    (draft) => {
      const order = { ms: 0, failFirst: 3, hangFirst: 0, giveUpAt: 0 };
      runOf(draft, 'r1').run.input = { go: false, orders: { a: order } };
      runOf(draft, 'r1').events = runOf(draft, 'r1').events.filter(({ step }) => step === 'a');
    },
  ],
  [
    'I11',
    'poison, though no three deliveries were lost',
    (draft) => {
      const { error } = eventOf(draft, 'r2', 'step.failed b');
      if (error) error.code = 'POISON';
    },
  ],
  [
    'I11',
    'a time-out of a step that has none',
    (draft) => {
      const { error } = eventOf(draft, 'r1', 'step.retrying b');
      if (error) error.code = 'STEP_TIMED_OUT';
    },
  ],
  [
    'I11',
    'a step that was skipped against its condition',
    (draft) => {
      eventOf(draft, 'r1', 'step.completed a').type = 'step.skipped';
    },
  ],
  [
    'I11',
    'a step that was started against its condition',
    (draft) => {
      eventOf(draft, 'r3', 'step.skipped d').type = 'step.started';
    },
  ],
  [
    'I11',
    'an item that skips an attempt',
    (draft) => {
      eventOf(draft, 'r5', 'item.retrying each[1]').attempt = 2;
    },
  ],
  [
    'I11',
    'an item that starts twice without a lost delivery',
    (draft) => {
      addBefore(draft, 'r5', 'item.completed each[0]', { ...eventOf(draft, 'r5', 'item.started each[0]') });
    },
  ],
  [
    'I11',
    'an item that succeeded though it was told to fail',
    (draft) => {
      const order = { ms: 0, failFirst: 3, hangFirst: 0, giveUpAt: 0 };
      runOf(draft, 'r5').run.input = { go: false, orders: {}, lists: { each: [order, order] } };
      runOf(draft, 'r5').events = runOf(draft, 'r5').events.filter(({ item }) => item === 0);
    },
  ],
  [
    'I11',
    'a list that became fewer items than it has',
    (draft) => {
      eventOf(draft, 'r5', 'step.started each').items = 1;
    },
  ],
  [
    'I11',
    'a list that was retried itself',
    (draft) => {
      addBefore(draft, 'r5', 'step.completed each', { type: 'step.retrying', step: 'each', attempt: 1 });
      eventOf(draft, 'r5', 'step.completed each').attempt = 2;
    },
  ],
  [
    'I11',
    'a list that failed without its item',
    (draft) => {
      const { error } = eventOf(draft, 'r7', 'step.failed each');
      if (error) error.item = 4;
    },
  ],
  [
    'I11',
    'an item as poison, though no three deliveries were lost',
    (draft) => {
      const { error } = eventOf(draft, 'r6', 'item.failed each[0]');
      if (error) error.code = 'POISON';
    },
  ],
])('the check of attempts finds %s: %s', (invariant, _, spoil) => {
  expect(findIn(checkAttempts, spoil)).toEqual([invariant]);
});
