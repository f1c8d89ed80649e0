import { expect, it } from '@jest/globals';
import { RecentLines } from './recent-lines.ts';

it('a line that came lately is known, whatever its numbers, and is forgotten after half a minute', () => {
  let now = 0;
  const lines = new RecentLines(() => now);
  expect(lines.has('waiting for the broker for 3 s')).toBe(false);
  expect(lines.has('waiting for the broker for 6 s')).toBe(true);
  expect(lines.has('another warning')).toBe(false);
  now = 30_000;
  expect(lines.has('waiting for the broker for 33 s')).toBe(false);
});
