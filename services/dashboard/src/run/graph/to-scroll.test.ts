import { expect, test } from '@jest/globals';
import { toScroll } from './to-scroll.ts';

const FRAME = { scroll: 100, view: 400 };

test('a frame that shows a part is not scrolled', () => {
  expect(toScroll(FRAME, { start: 100, size: 400 })).toBe(100);
  expect(toScroll(FRAME, { start: 300, size: 50 })).toBe(100);
});

test('a part that is out of sight, or cut, comes to the middle, and never before the beginning', () => {
  expect(toScroll(FRAME, { start: 1_000, size: 50 })).toBe(825);
  expect(toScroll(FRAME, { start: 480, size: 50 })).toBe(305);
  expect(toScroll(FRAME, { start: 10, size: 50 })).toBe(0);
});
