import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { assignBlock, assignRun } from './assign-arm.ts';
import { ExperimentModel, ExperimentRecord } from './experiment-record.ts';

const BY_RUN = { alpha: 0.02, assignment: 'run' } as const;
const SWITCHBACK = { alpha: 0.02, assignment: 'switchback' } as const;

describe('The arm of a run', () => {
  it('is the same at each look, and half of the runs have each', () => {
    const runs = Array.from({ length: 4_000 }, (_, i) => `r${i}`);
    const b = runs.filter((run) => assignRun('e-1', run) === 1).length;
    expect(Math.abs(b - 2_000)).toBeLessThan(130);
    expect(assignRun('e-1', 'r7')).toBe(assignRun('e-1', 'r7'));
  });

  it('does not depend on its arm in another experiment', () => {
    const runs = Array.from({ length: 4_000 }, (_, i) => `r${i}`);
    const both = runs.filter((run) => assignRun('e-1', run) === 1 && assignRun('e-2', run) === 1).length;
    expect(Math.abs(both - 1_000)).toBeLessThan(110);
  });

  it('follows blocks A-B-B-A in a switchback', () => {
    const arms = [0, 29, 30, 59, 60, 90, 120].map((t) => assignBlock(t, 30));
    expect(arms).toEqual([0, 0, 1, 1, 1, 0, 0]);
  });
});

/** Plays experiments until they are decided, or futile. Returns the share that found B better or worse. */
function decided(effect: number, experiments: number): number {
  let found = 0;
  for (let seed = 0; seed < experiments; seed++) {
    const draws = new SeededDraws(seed + 1);
    const record = new ExperimentRecord(BY_RUN);
    // A decision stands, so that one look at the end finds what any look before it found.
    for (let run = 0; run < 4_000; run++) {
      const arm = assignRun(`e-${seed}`, `r${run}`);
      record.addRun(arm, 1 + arm * effect + draws.normal());
    }
    if (record.view().outcome.endsWith('better')) found++;
  }
  return found / experiments;
}

describe('ExperimentRecord', () => {
  it('finds a difference where there is none in about 2 % of experiments, looked at after each run', () => {
    expect(decided(0, 100)).toBeLessThan(0.06);
  });

  it('finds a difference of a quarter of a standard deviation', () => {
    expect(decided(0.25, 20)).toBeGreaterThan(0.9);
  });

  it('says which arm is better, and tells the means and runs of both', () => {
    const record = new ExperimentRecord(BY_RUN);
    const draws = new SeededDraws(1);
    for (let i = 0; i < 1_000; i++)
      record.addRun(i % 2 === 0 ? 0 : 1, (i % 2 === 0 ? 2 : 1) + 0.5 * draws.normal());
    const { outcome, means, runs, interval } = record.view();
    expect(outcome).toBe('a-is-better');
    expect(means[0]).toBeCloseTo(2, 1);
    expect(runs).toEqual([500, 500]);
    expect(interval?.[1]).toBeLessThan(0);
  });

  it('compares neighbouring blocks of a switchback, so that a trend counts for neither arm', () => {
    const record = new ExperimentRecord(SWITCHBACK);
    const draws = new SeededDraws(2);
    for (let block = 0; block < 400; block++)
      record.addBlock(block, (10 + block) * (1 + 0.02 * draws.normal()));
    expect(record.view().outcome).toBe('undecided');
    const better = new ExperimentRecord(SWITCHBACK);
    for (let block = 0; block < 400; block++)
      better.addBlock(block, (10 + block) * (1 + 0.05 * assignBlock(block, 1) + 0.02 * draws.normal()));
    expect(better.view().outcome).toBe('b-is-better');
  });

  it('gives up after 120 pairs without a difference', () => {
    const record = new ExperimentRecord(BY_RUN);
    for (let i = 0; i < 40 * 120; i++) record.addRun(i % 2 === 0 ? 0 : 1, i % 4 < 2 ? 1 : 0);
    expect(record.view().outcome).toBe('futile');
  });

  it('goes on after an export and an import as it would have', () => {
    const record = new ExperimentRecord(BY_RUN);
    const draws = new SeededDraws(9);
    const feed = (one: ExperimentRecord, values: readonly number[]): void => {
      for (const [i, value] of values.entries()) one.addRun(i % 2 === 0 ? 0 : 1, value);
    };
    const values = () => Array.from({ length: 333 }, () => draws.normal());
    feed(record, values());
    const copy = new ExperimentRecord(
      BY_RUN,
      ExperimentModel.parse(JSON.parse(JSON.stringify(record.toModel()))),
    );
    const later = values();
    feed(record, later);
    feed(copy, later);
    expect(copy.view()).toEqual(record.view());
  });
});
