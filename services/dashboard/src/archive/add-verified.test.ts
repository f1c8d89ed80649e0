import { expect, test } from '@jest/globals';
import { addVerified, NOTHING_VERIFIED } from './add-verified.ts';

test('pages of a verification add up, and what is broken or vanished is kept', () => {
  const fault = { segment: 's', code: 'ARCHIVE_SEGMENT_BROKEN', message: 'x' };
  const first = addVerified(NOTHING_VERIFIED, {
    segments: 2,
    runs: 10,
    events: 0,
    bytes: 100,
    broken: [fault],
    vanished: { segments: 1, runs: 5 },
    next: 'c',
  });
  expect(first.isEnd).toBe(false);
  expect(addVerified(first, { segments: 1, runs: 0, events: 7, bytes: 50, broken: [] })).toEqual({
    segments: 3,
    runs: 10,
    events: 7,
    bytes: 150,
    broken: [fault],
    vanished: { segments: 1, runs: 5 },
    isEnd: true,
  });
});
