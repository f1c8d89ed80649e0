import { expect, it } from '@jest/globals';
import { UsageError } from '../exit-codes.ts';
import { readResults, readSettings } from './experiments.ts';

it('ag06 experiments reads the settings of an arm, as words or as JSON', () => {
  expect(readSettings('b', 'timeoutMs=200, hedgeAfterMs=off')).toEqual({
    timeoutMs: 200,
    hedgeAfterMs: null,
  });
  expect(readSettings('b', '{"bySize":{"2":{"timeoutMs":50}}}')).toEqual({
    bySize: { 2: { timeoutMs: 50 } },
  });
  expect(readSettings('a', '')).toEqual({});
});

it.each([
  ['timeoutMs=static', 'remove timeoutMs'],
  ['timeout=5', 'Did you mean timeoutMs?'],
  ['{"timeoutMs":0}', 'timeoutMs: Too small'],
  ['{', 'takes JSON'],
])('ag06 experiments refuses the settings %s: %s', (words, message) => {
  expect(() => readSettings('b', words)).toThrow(UsageError);
  expect(() => readSettings('b', words)).toThrow(message);
});

it('ag06 experiments reads results of runs, and refuses what is none', () => {
  const read = (...words: string[]) => readResults({ positionals: ['x-1', ...words] });
  expect(read('r0-a=0.5', 'r0-b=-2')).toEqual([
    { runId: 'r0-a', value: 0.5 },
    { runId: 'r0-b', value: -2 },
  ]);
  for (const words of [[], ['r0-a'], ['r0-a=x'], ['=1']]) expect(() => read(...words)).toThrow(UsageError);
});
