import { assignBlock, assignRun } from '@ag06/contracts/tuning';
import { describe, expect, it } from '@jest/globals';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { ExperimentModel, ExperimentRecord } from './experiment-record.ts';

const BY_RUN = { alpha: 0.02, assignment: 'run' } as const;
const SWITCHBACK = { alpha: 0.02, assignment: 'switchback' } as const;

/** Plays experiments until they are decided, or futile. Returns the share that found B better or worse. */
function decided(effect: number, experiments: number): number {
  let found = 0;
  for (let seed = 0; seed < experiments; seed++) {
    const draws = new SeededDraws(seed + 1);
    const record = new ExperimentRecord(BY_RUN);
    // A decision stands, so that one look at the end finds what any look before it found.
    for (let run = 0; run < 4_000; run++) {
      const arm = assignRun(`e-${seed}`, `r${run}`);
      record.addRun(arm, `r${run}`, 1 + (arm === 'b' ? effect : 0) + draws.normal());
    }
    if (record.view().outcome.endsWith('better')) found++;
  }
  return found / experiments;
}

/** Blocks of a service of which a second brings 10, more in B by a share. */
function playBlocks(effect: number): ExperimentRecord {
  const record = new ExperimentRecord(SWITCHBACK);
  const draws = new SeededDraws(2);
  for (let block = 0; block < 400; block++) {
    const level = (10 + block / 10) * (1 + effect * Number(assignBlock(block) === 'b'));
    record.addBlock(block, level * (1 + 0.02 * draws.normal()));
  }
  return record;
}

describe('ExperimentRecord', () => {
  it('finds a difference where there is none in about 2 % of experiments, looked at after each run', () => {
    expect(decided(0, 100)).toBeLessThan(0.06);
  });

  it('finds a difference of a quarter of a standard deviation', () => {
    expect(decided(0.25, 20)).toBeGreaterThan(0.9);
  });

  it('says which arm is better, and tells the means and results of both', () => {
    const record = new ExperimentRecord(BY_RUN);
    const draws = new SeededDraws(1);
    for (let i = 0; i < 1_000; i++) {
      const arm = i % 2 === 0 ? 'a' : 'b';
      record.addRun(arm, `r${i}`, (arm === 'a' ? 2 : 1) + 0.5 * draws.normal());
    }
    const { outcome, means, results, interval } = record.view();
    expect(outcome).toBe('a-is-better');
    expect(means.a).toBeCloseTo(2, 1);
    expect(results).toEqual({ a: 500, b: 500 });
    expect(interval?.[1]).toBeLessThan(0);
  });

  it('compares neighbouring blocks of a switchback, so that a trend counts for neither arm', () => {
    expect(playBlocks(0).view().outcome).toBe('undecided');
    expect(playBlocks(0.05).view().outcome).toBe('b-is-better');
    expect(playBlocks(-0.05).view().outcome).toBe('a-is-better');
  });

  it('counts an arm as worse of which a block brings nothing, or less', () => {
    const record = new ExperimentRecord(SWITCHBACK);
    for (let block = 0; block < 120; block++) record.addBlock(block, assignBlock(block) === 'b' ? -3 : 5);
    expect(record.view()).toMatchObject({ outcome: 'a-is-better', mean: -2 });
    const idle = new ExperimentRecord(SWITCHBACK);
    for (let block = 0; block < 120; block++) idle.addBlock(block, 0);
    expect(idle.view()).toMatchObject({ outcome: 'undecided', p: 1 });
  });

  it('leaves a block out whose neighbour is missing', () => {
    const record = new ExperimentRecord(SWITCHBACK);
    for (let block = 0; block < 400; block++) if (block % 2 === 0) record.addBlock(block, 1 + block);
    expect(record.view()).toMatchObject({ count: 0, results: { a: 100, b: 100 } });
  });

  it('does not take the many steps of one run for many runs', () => {
    const record = new ExperimentRecord(BY_RUN);
    for (let run = 0; run < 30; run++)
      for (let step = 0; step < 500; step++) record.addRun(run % 2 === 0 ? 'a' : 'b', `r${run}`, run % 2);
    expect(record.view()).toMatchObject({ outcome: 'undecided', count: 0 });
  });

  it('gives up after 120 observations without a difference', () => {
    const record = new ExperimentRecord(BY_RUN);
    for (let i = 0; i < 40 * 120; i++) record.addRun(i % 2 === 0 ? 'a' : 'b', `r${i}`, i % 4 < 2 ? 1 : 0);
    expect(record.view().outcome).toBe('futile');
  });

  it('goes on after an export and an import as it would have', () => {
    const record = new ExperimentRecord(BY_RUN);
    const draws = new SeededDraws(9);
    const feed = (one: ExperimentRecord, values: readonly number[], from: number): void => {
      for (const [i, value] of values.entries()) one.addRun(i % 2 === 0 ? 'a' : 'b', `r${from + i}`, value);
    };
    const values = () => Array.from({ length: 1_333 }, () => draws.normal());
    feed(record, values(), 0);
    const copy = new ExperimentRecord(
      BY_RUN,
      ExperimentModel.parse(JSON.parse(JSON.stringify(record.toModel()))),
    );
    const later = values();
    feed(record, later, 5_000);
    feed(copy, later, 5_000);
    expect(copy.view()).toEqual(record.view());
    expect(copy.toModel()).toEqual(record.toModel());
  });
});
