import { describe, expect, it } from '@jest/globals';
import { Cohorts } from './cohorts.ts';
import { Ledger } from './ledger.ts';

/** Attempts of a level in force from a moment on, each of which takes a second. */
const attempts = (from: number, count: number, perSecond: number) =>
  Array.from({ length: count }, (_, i) => ({ endedAt: from + i / perSecond + 1, seconds: 1, value: 1 }));

/** Ten slots for 20 s, then a trial of 8 for 10 s, of which so many attempts are known. */
function afterTrial(known: number): Ledger {
  const cohorts = new Cohorts(10, 1);
  const ledger = new Ledger(10, cohorts);
  const report = { dt: 1, inflight: 8, replicas: 1 };
  cohorts.observe({ ...report, t: 1, configVersion: 1, attempts: attempts(0, 1, 1) }, 1);
  ledger.update(1);
  cohorts.observe({ ...report, t: 20, configVersion: 1, attempts: attempts(3, 100, 10) }, 1);
  ledger.update(20);
  cohorts.push(8, 2, 20);
  cohorts.observe({ ...report, t: 21, configVersion: 2, attempts: [] }, 0);
  cohorts.observe({ ...report, t: 30, configVersion: 2, attempts: attempts(21, known, 8) }, 0);
  ledger.update(30);
  return ledger;
}

describe('The ledger of a search', () => {
  it.each([1, 1_800_000_000])(
    'grants a second of the value at the begin, and one in a hundred after that, whatever its clock says then: %d',
    (begin) => {
      const ledger = new Ledger(10, new Cohorts(10, 1));
      expect(ledger.balance(begin, 10)).toBeGreaterThanOrEqual(1);
      ledger.update(begin);
      expect(ledger.balance(begin, 10)).toBe(1);
      ledger.update(begin + 50);
      expect(ledger.balance(begin + 100, 10)).toBe(2);
    },
  );

  it('grants nothing for time in which nothing was reported', () => {
    const ledger = new Ledger(10, new Cohorts(10, 1));
    ledger.update(100);
    ledger.update(110, 10);
    ledger.update(30_110, 30_000);
    expect(ledger.balance(30_110, 10)).toBeCloseTo(1.1, 6);
  });

  it('asks nothing of an incumbent that seems to be worse than the default was', () => {
    expect(afterTrial(0).balance(30, 8)).toBeCloseTo(1.29, 6);
  });

  it('books no more for a trial of fewer slots than those slots can bring, however unsure it is', () => {
    // A fifth less for ten seconds, beside a grant of 1 s and 0.29 s for the time.
    const atWorst = 1 + 0.29 - 10 * 0.2;
    expect(afterTrial(0).balance(30, 10)).toBeCloseTo(atWorst, 6);
    expect(afterTrial(8).balance(30, 10)).toBeCloseTo(atWorst, 6);
  });
});
