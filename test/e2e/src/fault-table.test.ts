import { FAULT_POINTS } from '@ag06/runtime';
import { describe, expect, it } from '@jest/globals';
import { FAULT_TABLE, LOST_REPLIES } from './fault-table.ts';

/** The suites of kills and of lost replies are made from the table, so what it lacks is not tested. */
describe('the table of faults', () => {
  it('has every named fault point, and no other', () => {
    expect(Object.keys(FAULT_TABLE).sort()).toEqual(FAULT_POINTS.toSorted());
  });

  it.each(FAULT_POINTS)('loses a reply beside %s, or says why there is none', (point) => {
    const { lost } = FAULT_TABLE[point];
    if ('noneBecause' in lost) expect(lost.noneBecause).toMatch(/\w{3,} .+\.$/);
    else expect(Object.keys(LOST_REPLIES)).toEqual(expect.arrayContaining([...lost]));
  });

  it('names no lost reply without its fault point', () => {
    const named = Object.values(FAULT_TABLE).flatMap(({ lost }) => ('noneBecause' in lost ? [] : lost));
    expect([...new Set(named)].sort()).toEqual(Object.keys(LOST_REPLIES).sort());
  });
});
