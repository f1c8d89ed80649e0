import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { chooseHedgeDelay } from './choose-hedge-delay.ts';
import { SurvivalCurve } from './survival-curve.ts';

const WORTH = { deadline: 2, missCost: 3, attemptCost: 0.05 };

function drawCurve(count: number, draw: (draws: SeededDraws) => number): SurvivalCurve {
  const draws = new SeededDraws(11);
  return new SurvivalCurve(Array.from({ length: count }, () => ({ value: draw(draws), isCensored: false })));
}

/** Of so many calls that take a second so many take ten. */
function toCurve(count: number, slow: number): SurvivalCurve {
  const durations = Array.from({ length: count }, (_, i) => ({
    value: i < slow ? 10 + i : 1 + i / 1_000,
    isCensored: false,
  }));
  return new SurvivalCurve(durations);
}

const straggling = (draws: SeededDraws): number =>
  draws.uniform() < 0.03 ? 3 + draws.exponential(3) : 0.2 + draws.exponential(0.1);

const TIGHT = { ...WORTH, deadline: 3 };
/** A second call costs half as much as what it saves. */
const DEAR = { ...TIGHT, attemptCost: 1.2 };

describe('chooseHedgeDelay', () => {
  it('hedges stragglers after a time that few attempts exceed, and saves most of the misses', () => {
    const curve = drawCurve(5_000, straggling);
    const delay = chooseHedgeDelay({ curve, ...WORTH });
    expect(curve.at(delay ?? 0)).toBeLessThanOrEqual(0.08);
    const draws = new SeededDraws(99);
    let missed = 0;
    let missedWithout = 0;
    for (let i = 0; i < 20_000; i++) {
      const first = straggling(draws);
      const second = (delay ?? Number.POSITIVE_INFINITY) + straggling(draws);
      if (first > WORTH.deadline) missedWithout++;
      if (Math.min(first, second) > WORTH.deadline) missed++;
    }
    expect(missed).toBeLessThan(0.1 * missedWithout);
  });

  it('hedges after 60 durations where five of them are late, and saves more than half of what those cost', () => {
    expect(chooseHedgeDelay({ curve: toCurve(60, 5), ...TIGHT })).toBeCloseTo(1.06, 1);
    // With more of them a smaller gain is known as well.
    expect(chooseHedgeDelay({ curve: toCurve(150, 8), ...DEAR })).not.toBeNull();
  });

  it('keeps hedges that are in force while up to a fifth of attempts is slow, and begins none with so many', () => {
    const [many, most] = [toCurve(500, 88), toCurve(500, 105)];
    expect(chooseHedgeDelay({ curve: many, ...TIGHT })).toBeNull();
    expect(chooseHedgeDelay({ curve: many, ...TIGHT, isHedged: true })).toBeLessThan(2);
    expect(chooseHedgeDelay({ curve: most, ...TIGHT, isHedged: true })).toBeNull();
  });

  it.each([
    ['no attempt is late', drawCurve(5_000, (draws) => 0.2 + 0.1 * draws.uniform()), WORTH],
    ['a second attempt costs more than a miss', drawCurve(5_000, straggling), { ...WORTH, attemptCost: 5 }],
    ['it knows few durations, and of late ones fewer than five', toCurve(149, 4), TIGHT],
    ['it knows fewer than 60 durations', toCurve(59, 8), TIGHT],
    ['it knows few durations, and hedges cost more than half of what they save', toCurve(149, 8), DEAR],
    ['nothing could finish in time', drawCurve(5_000, (draws) => 3 + draws.uniform()), WORTH],
  ])('does not hedge where %s', (_, curve, worth) => {
    expect(chooseHedgeDelay({ curve, ...worth })).toBeNull();
  });
});
