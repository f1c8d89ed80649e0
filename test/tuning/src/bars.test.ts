import { describe, expect, it } from '@jest/globals';
import { findBreaches, findMisses } from './bars.ts';
import type { Summary } from './summary.ts';

const GOOD: Summary = {
  runs: 10,
  whole: 99,
  last: 99,
  least: 90,
  ofStatic: 150,
  breaches: 0,
  breachInterval: [0, 30],
  crashes: 0,
  recovery: 40,
};

describe('The bars of the judge', () => {
  it.each(['best', 'below', 'past', 'provider', 'change', 'bursts', 'stragglers', 'outages', 'seasons'])(
    'are met by what brings nearly everything (%s)',
    (plant) => expect(findMisses(plant, GOOD)).toEqual([]),
  );

  it.each([
    ['best', { ofStatic: 97.9 }, 'best: 97.9 % of the default, the bar is 98 %'],
    ['below', { whole: 79 }, 'below: 79.0 % of what a clairvoyant brings, the bar is 80 %'],
    ['past', { last: 94 }, 'past: 94.0 % of it in the last third, the bar is 95 %'],
    ['provider', { whole: 84 }, 'provider: 84.0 % of what a clairvoyant brings, the bar is 85 %'],
    ['change', { recovery: Number.POSITIVE_INFINITY }, 'change: recovers within Infinity s, the bar is 90 s'],
    ['seasons', { whole: 64 }, 'seasons: 64.0 % of what a clairvoyant brings, the bar is 65 %'],
    ['tight', { crashes: 1 }, 'tight: out of memory 1 times, the bar is 0'],
  ])('are missed, each by its own figure (%s)', (plant, figures, sentence) =>
    expect(findMisses(plant, { ...GOOD, ...figures })).toEqual([sentence]),
  );

  it('allow two breaches of a hundred runs, of all plants together', () => {
    const rest = Array.from({ length: 9 }, () => GOOD);
    expect(findBreaches([...rest, { ...GOOD, breaches: 2 }])).toEqual([]);
    expect(findBreaches([...rest, { ...GOOD, breaches: 3 }])).toEqual([
      '3 of 100 runs are breaches, the bar is 2 %',
    ]);
  });
});
