import { describe, expect, it } from '@jest/globals';
import { HedgeCheck } from './hedge-check.ts';

/** One job in `every` misses its deadline. */
function play(check: ReturnType<typeof HedgeCheck.begin>, jobs: number, every: number) {
  let now = check;
  for (let i = 0; i < jobs; i++) now = HedgeCheck.count(now, i % every !== 0, 1_000);
  return now;
}

describe('HedgeCheck', () => {
  it('switches hedges off for an hour where misses stay as they were', () => {
    const before = HedgeCheck.expect(play(HedgeCheck.begin(), 500, 20), true);
    const after = play(before, 300, 20);
    expect(HedgeCheck.mayHedge(after, 1_000)).toBe(false);
    expect(HedgeCheck.mayHedge(after, 4_600)).toBe(true);
  });

  it('leaves hedges on that more than halve misses', () => {
    const before = HedgeCheck.expect(play(HedgeCheck.begin(), 500, 20), true);
    expect(HedgeCheck.mayHedge(play(before, 900, 60), 1_000)).toBe(true);
  });

  it('compares with all sizes where too few jobs were without hedges to have had a miss', () => {
    const young = HedgeCheck.expect(play(HedgeCheck.begin(), 30, 31), true);
    const all = [young, play(HedgeCheck.begin(), 200, 8)];
    const late = (every: number) => {
      let now = young;
      for (let i = 0; i < 600; i++) now = HedgeCheck.count(now, i % every !== 0, 1_000, all);
      return HedgeCheck.mayHedge(now, 1_000);
    };
    expect(late(30)).toBe(true);
    expect(late(8)).toBe(false);
  });
});
