import { expect, it } from '@jest/globals';
import { RecentLines } from './recent-lines.ts';

it('a line that came lately is known, whatever its times, and is forgotten after half a minute', () => {
  let now = 0;
  const lines = new RecentLines(() => now);
  expect(lines.has('waiting for the broker for 3 s')).toBe(false);
  expect(lines.has('waiting for the broker for 6 s')).toBe(true);
  expect(lines.has('another warning')).toBe(false);
  now = 30_000;
  expect(lines.has('waiting for the broker for 33 s')).toBe(false);
});

it('lines about other names and answers are others, and counts that grow make none', () => {
  const lines = new RecentLines(() => 0);
  const texts = [
    'It failed (agent mail1): HTTP 404',
    'It failed (agent mail2): HTTP 404',
    'It failed (agent mail1): HTTP 500',
  ];
  expect(texts.map((text) => lines.has(text))).toEqual([false, false, false]);
  const asked = (tries: number) =>
    `No answer yet (claim): ${tries} tries in ${50 * tries} ms, ${tries} wait.`;
  expect([1, 20].map((tries) => lines.has(asked(tries)))).toEqual([false, true]);
});
