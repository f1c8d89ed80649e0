import { expect, test } from '@jest/globals';
import { withoutAges } from './without-ages.ts';

test.each([
  ['The next run starts in 5 min: nightly.', 'The next run starts 4 s ago: nightly.', true],
  ['The next run starts now: nightly.', 'The next run starts in 2 h 5 min: nightly.', true],
  [
    '2 of 2 queues wait longer than 10 s, at most 2 min 5 s.',
    '2 of 2 queues wait longer than 10 s, at most 950 ms.',
    true,
  ],
  ['1 question waits for an answer.', '2 questions wait for an answer.', false],
  ['The next run starts in 5 min: nightly.', 'The next run starts in 5 min: hourly.', false],
])('“%s” and “%s” say the same: %s', (before, after, isSame) => {
  expect(withoutAges(before) === withoutAges(after)).toBe(isSame);
});
