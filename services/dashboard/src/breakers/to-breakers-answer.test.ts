import type { BreakerView } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { sortBreakers, toBreakersAnswer } from './to-breakers-answer.ts';

const breaker = (dependency: string, state: BreakerView['state'], blockedSteps = 0): BreakerView => ({
  dependency,
  state,
  since: '2026-01-01T00:00:00.000Z',
  failures: 0,
  permits: { out: 0 },
  blockedSteps,
  totals: { successes: 0, failures: 0, refused: 0, opened: 0 },
  settings: { consecutiveFailures: 5, openForMs: 30_000, probes: 1 },
  transitions: [],
});

test('open breakers come first, and are told of by name', () => {
  const breakers = [
    breaker('a', 'closed'),
    breaker('b', 'off'),
    breaker('c', 'open', 3),
    breaker('d', 'half-open', 1),
  ];
  expect(sortBreakers(breakers).map(({ dependency }) => dependency)).toEqual(['c', 'd', 'b', 'a']);
  expect(toBreakersAnswer(breakers)).toEqual({
    tone: 'bad',
    text: '2 of 4 dependencies are held back: c, d. 4 steps wait for them.',
  });
});

test('breakers that are closed are good, and one that is off is a warning', () => {
  expect(toBreakersAnswer([breaker('a', 'closed')]).tone).toBe('good');
  expect(toBreakersAnswer([breaker('a', 'off')])).toEqual({
    tone: 'warn',
    text: '1 of 1 dependency is called without a guard.',
  });
  expect(toBreakersAnswer([]).text).toBe('No dependency was called yet.');
});
