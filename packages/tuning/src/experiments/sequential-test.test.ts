import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { SEQUENTIAL_DEFAULTS, SequentialTest, type SequentialTestOptions } from './sequential-test.ts';

const STREAMS = 3_000;
const PAIRS = 300;

/** The share of experiments that decide within 300 pairs, and the pairs that they need for it on average. */
function play(options: SequentialTestOptions, { effect = 0, correlation = 0, streams = STREAMS } = {}) {
  const draws = new SeededDraws(20_260_101);
  const novelty = Math.sqrt(1 - correlation ** 2);
  let decided = 0;
  let pairs = 0;
  for (let stream = 0; stream < streams; stream++) {
    const test = new SequentialTest(options);
    let noise = draws.normal();
    for (let pair = 1; pair <= PAIRS; pair++) {
      test.add(effect + noise);
      noise = correlation * noise + novelty * draws.normal();
      if (!test.isDecided) continue;
      decided++;
      pairs += pair;
      break;
    }
  }
  return { share: decided / streams, pairs: pairs / decided };
}

/** Whether Student's test at 5 %, looked at after each pair from the fifth on, ever finds an effect that is not there. */
function isEverSignificant(draws: SeededDraws, looks: number): boolean {
  let [sum, squares] = [0, 0];
  for (let n = 1; n <= looks + 4; n++) {
    const value = draws.normal();
    sum += value;
    squares += value * value;
    const variance = (squares - (sum * sum) / n) / (n - 1);
    // The quantile of Student's distribution, by its expansion in 1/n (Cornish and Fisher).
    const limit = 1.96 + 2.4 / (n - 1) + 2.8 / (n - 1) ** 2;
    if (n >= 5 && Math.abs(sum / n) > limit * Math.sqrt(variance / n)) return true;
  }
  return false;
}

/** Three standard errors of a share of so many streams. */
const within = (share: number, streams = STREAMS): number => 3 * Math.sqrt((share * (1 - share)) / streams);

/**
 * The table of section 8 of the design, with what 12,000 streams gave here (the design's figures, of 3,000: 8.2, 5.8 and
 * 2.1 % of independent pairs; 14, 9.2 and 5.9 % in batches of 5; 8.3, 4.6 and 3.2 % in batches of 10; 33, 35 and 42 pairs).
 */
const TABLE = [
  { alpha: 0.05, firstLook: 5, independent: 0.084, by5: 0.14, by10: 0.089, pairs: 32.8 },
  { alpha: 0.05, firstLook: 10, independent: 0.052, by5: 0.09, by10: 0.051, pairs: 35.1 },
  { alpha: 0.02, firstLook: 10, independent: 0.03, by5: 0.057, by10: 0.028, pairs: 42.1 },
] as const;

describe.each(TABLE)('SequentialTest at $alpha from observation $firstLook', (row) => {
  const { alpha, firstLook } = row;

  it('finds an effect that is not there within 300 pairs as seldom as the design says', () => {
    const found = play({ alpha, firstLook, batch: 1 }).share;
    expect(Math.abs(found - row.independent)).toBeLessThan(within(row.independent));
  });

  it.each([
    [5, row.by5],
    [10, row.by10],
  ])('errs more often where pairs are correlated by a half, in batches of %d in %d', (batch, share) => {
    const found = play({ alpha, firstLook, batch }, { correlation: 0.5 }).share;
    expect(Math.abs(found - share)).toBeLessThan(within(share));
  });

  it('finds an effect of half a standard deviation always, after as many pairs as the design says', () => {
    const { share, pairs } = play({ alpha, firstLook, batch: 1 }, { effect: 0.5, streams: 400 });
    expect(share).toBeGreaterThan(0.99);
    expect(Math.abs(pairs - row.pairs)).toBeLessThan(4);
  });
});

describe('SequentialTest', () => {
  it('needs batches: of pairs that are correlated by a half it errs in 42 %', () => {
    const found = play(SEQUENTIAL_DEFAULTS, { correlation: 0.5, streams: 1_000 }).share;
    expect(Math.abs(found - 0.42)).toBeLessThan(within(0.42, 1_000));
  });

  it('is needed: a t-test that is looked at 200 times finds an effect in 42 % of experiments without one', () => {
    const draws = new SeededDraws(8);
    let found = 0;
    for (let stream = 0; stream < 400; stream++) if (isEverSignificant(draws, 200)) found++;
    expect(Math.abs(found / 400 - 0.42)).toBeLessThan(within(0.42, 400));
  });

  it('has an interval that covers the truth at all looks together', () => {
    const draws = new SeededDraws(5);
    let missed = 0;
    for (let stream = 0; stream < 300; stream++) {
      const test = new SequentialTest();
      let covers = true;
      for (let pair = 0; pair < PAIRS; pair++) {
        test.add(0.3 + draws.normal());
        const [low, high] = test.result().interval ?? [0.3, 0.3];
        covers &&= low <= 0.3 && 0.3 <= high;
      }
      if (!covers) missed++;
    }
    expect(missed / 300).toBeLessThan(0.05);
  });

  it('decides nothing before its first look, and at once where every pair says the same', () => {
    const test = new SequentialTest();
    for (let pair = 0; pair < 9; pair++) test.add(1);
    expect(test.result()).toEqual({ count: 9, mean: 1, p: 1, interval: undefined, isDecided: false });
    test.add(1);
    expect(test.result()).toEqual({ count: 10, mean: 1, p: 0, interval: [1, 1], isDecided: true });
    const nothing = new SequentialTest();
    for (let pair = 0; pair < 20; pair++) nothing.add(0);
    expect(nothing.result()).toMatchObject({ p: 1, isDecided: false });
  });
});
