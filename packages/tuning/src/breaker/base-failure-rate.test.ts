import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { BaseFailureRate } from './base-failure-rate.ts';

function drawFailures(draws: SeededDraws, attempts: number, rate: number): number {
  let failures = 0;
  for (let i = 0; i < attempts; i++) if (draws.uniform() < rate) failures++;
  return failures;
}

/** A rate learned from 400 windows of 40 calls. */
function learn(rate: number) {
  const draws = new SeededDraws(17);
  const base = new BaseFailureRate();
  let alarms = 0;
  for (let window = 0; window < 400; window++)
    if (base.add({ failures: drawFailures(draws, 40, rate), attempts: 40 })) alarms++;
  return { base, alarms, draws };
}

describe('BaseFailureRate', () => {
  it.each([0, 0.02, 0.2])('learns a rate of %d from calm windows without an alarm', (rate) => {
    const { base, alarms } = learn(rate);
    expect(alarms).toBe(0);
    expect(Math.abs(base.rate - rate)).toBeLessThan(0.015);
  });

  it('tells an outage in the first window that has it, and does not learn from it', () => {
    const { base, draws } = learn(0.05);
    const before = base.rate;
    for (let window = 0; window < 50; window++)
      expect(base.add({ failures: drawFailures(draws, 40, 0.9), attempts: 40 })).toBe(true);
    expect(base.rate).toBe(before);
  });

  it('is not alarmed by a few failures of a few calls', () => {
    expect(new BaseFailureRate().isAlarming({ failures: 4, attempts: 4 })).toBe(false);
    expect(new BaseFailureRate().isAlarming({ failures: 6, attempts: 7 })).toBe(false);
  });

  it('sets the threshold a quarter above the base rate, and the open time to a tenth of the usual outage', () => {
    const { base } = learn(0.2);
    expect(base.choose()?.threshold).toBeCloseTo(0.45, 1);
    expect(base.choose()?.openMs).toBe(5_000);
    for (const ms of [100_000, 120_000, 3_600_000]) base.addOutage(ms);
    expect(base.choose()?.openMs).toBe(12_000);
    for (const ms of [10, 10, 10, 10]) base.addOutage(ms);
    expect(base.choose()?.openMs).toBe(1_000);
  });

  it('sets nothing before it knows enough', () => {
    const base = new BaseFailureRate();
    base.add({ failures: 0, attempts: 199 });
    expect(base.choose()).toBeUndefined();
  });

  it('goes on from its model as it would have itself', () => {
    const { base } = learn(0.1);
    base.addOutage(50_000);
    const again = new BaseFailureRate(base.toModel());
    for (const one of [base, again]) one.add({ failures: 3, attempts: 40 });
    expect(again.toModel()).toEqual(base.toModel());
    expect(again.choose()).toEqual(base.choose());
  });
});
