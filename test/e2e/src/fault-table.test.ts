import { readdir, readFile } from 'node:fs/promises';
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

  it('is played out by the suites of one folder, which CI runs', async () => {
    const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');
    const suites = await readdir(new URL('./faults/', import.meta.url));
    expect(suites.length).toBeGreaterThan(0);
    for (const suite of suites)
      expect(await read(`./faults/${suite}`)).toContain("from '../fault-table.ts';");
    expect(await read('../../../jest.faults.config.mjs')).toContain("'<rootDir>/test/e2e/src/faults'");
    expect(await read('../../../.ci/run')).toContain("'npm run test:faults'");
  });
});
