import { expect, it } from '@jest/globals';
import { REJECTIONS_MAX, Rejections } from './rejections.ts';

it('a job whose process rejects comes back later each time, and then not again', () => {
  const rejections = new Rejections(1_000);
  const delays = Array.from({ length: REJECTIONS_MAX }, () => rejections.add('a'));
  expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, undefined]);
  expect(rejections.add('a')).toBe(1_000);
});

it('a process that resolves in between starts the count anew, and each job has its own', () => {
  const rejections = new Rejections(1_000);
  rejections.add('a');
  expect(rejections.add('b')).toBe(1_000);
  rejections.forget('a');
  expect(rejections.add('a')).toBe(1_000);
  expect(rejections.add('b')).toBe(2_000);
});

it('the counts of rejections are bounded: the oldest jobs are dropped', () => {
  const rejections = new Rejections(1_000);
  for (let i = 0; i <= 1_000; i++) rejections.add(String(i));
  expect(rejections.add('0')).toBe(1_000);
  expect(rejections.add('1000')).toBe(2_000);
});
