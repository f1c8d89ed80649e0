import { expect, test } from '@jest/globals';
import { toAnswer } from './to-answer.ts';

const runs = (text: string) =>
  [...text].map(
    (letter) =>
      ({ status: ({ f: 'failed', c: 'completed', w: 'waiting' } as const)[letter] ?? 'running' }) as const,
  );

test('the list says how many match, and what became of the newest', () => {
  expect(toAnswer(3, true, runs('fcr'))).toBe('3 runs match: 1 failed, 1 go on, 1 completed.');
  expect(toAnswer(200, false, runs('ff'))).toBe('More than 200 runs match: of the newest 2, 2 failed.');
  expect(toAnswer(2, true, runs('wr'))).toBe('2 runs match: 1 go on, 1 wait.');
  expect(toAnswer(1, true, runs('c'))).toBe('1 run matches: 1 completed.');
  expect(toAnswer(0, true, [])).toBe('No run matches.');
  expect(toAnswer(0, false, [])).toBe('Looking …');
});
