import { describe, expect, it } from '@jest/globals';
import { chooseHedge } from './choose-hedge.ts';
import { SurvivalCurve } from './survival-curve.ts';

/** So many attempts of 1 s, of which every n-th takes 20 s. */
const every = (n: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => (i % n === 1 ? 20 : 1 + (i % 7) / 100));

/** Attempts whose results are late after 5 s, which costs 60 attempts. */
const choose = (
  durations: readonly number[],
  more: { isHedged?: boolean; areVain?: boolean; deadline?: number } = {},
) =>
  chooseHedge({
    durations,
    curve: new SurvivalCurve(durations.map((value) => ({ value, isCensored: false }))),
    deadline: 5,
    missCost: 3,
    attemptCost: 0.05,
    isHedged: false,
    areVain: false,
    ...more,
  });
const off = (why: string | RegExp) => ({
  is: 'off',
  why: typeof why === 'string' ? why : expect.stringMatching(why),
});

describe('chooseHedge', () => {
  it('makes a second attempt where one in ten is slow by itself', () => {
    expect(choose(every(10, 300))).toEqual({ is: 'on', delay: expect.any(Number) });
  });

  it('says why there is none: too many or too few are slow, or too little is known', () => {
    expect(choose(every(4, 300))).toEqual(
      off('25 % of attempts are slow, and a second one is made of 16 % at most'),
    );
    expect(choose(every(4, 300), { isHedged: true })).toEqual(off(/of 20 % at most$/));
    expect(choose(every(1_000, 300).slice(2))).toEqual(
      off('second attempts cost as much as they save, with 0 % of attempts late'),
    );
    expect(choose(every(10, 40))).toEqual(off('40 durations say too little'));
  });

  it('says that the service is slow as a whole, that hedges were vain, and that nothing can be saved', () => {
    const spells = Array.from({ length: 400 }, (_, i) => (i % 100 < 6 ? 20 : 1));
    expect(choose(spells)).toEqual(
      off(
        'the service is slow as a whole at times: after 83 % of slow attempts the next to begin is slow too',
      ),
    );
    expect(choose(every(10, 300), { areVain: true })).toEqual(off('they saved no deadlines'));
    expect(choose(every(10, 300), { deadline: Number.POSITIVE_INFINITY })).toEqual(
      off('nothing is ever late'),
    );
    expect(choose(every(10, 300), { deadline: -1 })).toEqual(off('steps wait longer than their deadline'));
  });
});
