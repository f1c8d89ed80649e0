import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { PairedTest, type PairedTestOptions } from './paired-test.ts';

const STREAMS = 400;
const BY_RUN = { alpha: 0.02, batch: { min: 1, max: 16 } };
const SWITCHBACK = { alpha: 0.02, batch: { min: 5, max: 20 } };

/** Plays tests to their ends. Returns the share that found something, and how many pairs that took on average. */
function play(options: PairedTestOptions, { effect = 0, correlation = 0 } = {}) {
  const draws = new SeededDraws(20_260_102);
  let [decided, pairs] = [0, 0];
  for (let stream = 0; stream < STREAMS; stream++) {
    const test = new PairedTest(options);
    let noise = draws.normal();
    while (!test.isOver) {
      test.add(effect + noise);
      noise = correlation * noise + Math.sqrt(1 - correlation ** 2) * draws.normal();
    }
    if (test.isFutile) continue;
    decided++;
    pairs += test.toModel().length;
  }
  return { share: decided / STREAMS, pairs: pairs / decided };
}

/** A share of so many streams and three standard errors of it. */
const atMost = (share: number): number => share + 3 * Math.sqrt((share * (1 - share)) / STREAMS);

describe('PairedTest', () => {
  it('errs in 3 % of switchbacks whose pairs are independent, and in 5 % at a correlation of 0.5', () => {
    expect(play(SWITCHBACK).share).toBeLessThan(atMost(0.03));
    expect(play(SWITCHBACK, { correlation: 0.5 }).share).toBeLessThan(atMost(0.05));
  });

  it('errs in 3 % of experiments by run', () => {
    expect(play(BY_RUN).share).toBeLessThan(atMost(0.03));
  });

  it('finds an effect of half a standard deviation nearly always, by run after 51 pairs, in a switchback after 83', () => {
    const byRun = play(BY_RUN, { effect: 0.5 });
    expect(byRun.share).toBeGreaterThan(0.97);
    expect(Math.abs(byRun.pairs - 51)).toBeLessThan(6);
    const switchback = play(SWITCHBACK, { effect: 0.5 });
    expect(switchback.share).toBe(1);
    expect(Math.abs(switchback.pairs - 83)).toBeLessThan(10);
  });

  it('takes means of more pairs where neighbours are alike, and as few as allowed where they are not', () => {
    const draws = new SeededDraws(3);
    const [apart, alike] = [new PairedTest(BY_RUN), new PairedTest(BY_RUN)];
    let level = 0;
    for (let i = 0; i < 200; i++) {
      level = 0.9 * level + draws.normal();
      // What goes up comes down at once.
      apart.add(i % 2 === 0 ? 1 : -1);
      alike.add(level);
    }
    expect(apart.batch).toBe(1);
    expect(alike.batch).toBe(16);
  });

  it('ends without a decision after 120 observations, or 240 pairs', () => {
    const ends = (options: PairedTestOptions, toDifference: (pair: number) => number) => {
      const test = new PairedTest(options);
      let pairs = 0;
      while (!test.isOver) test.add(toDifference(pairs++));
      expect(test.isFutile).toBe(true);
      return pairs;
    };
    expect(ends(BY_RUN, (pair) => (pair % 2 === 0 ? 1 : -1))).toBe(120);
    expect(ends(SWITCHBACK, (pair) => Math.sin(pair / 3))).toBe(240);
  });

  it('stays as it is after its end', () => {
    const test = new PairedTest(BY_RUN);
    for (let i = 0; i < 40; i++) test.add(1 + (i % 3) / 10);
    const before = test.result();
    expect(test.isOver).toBe(true);
    for (let i = 0; i < 400; i++) test.add(-5);
    expect(test.result()).toEqual(before);
  });
});
