import { describe, expect, it } from '@jest/globals';
import { cutBlocks, joinBlocks } from './cut-blocks.ts';
import { measureJobs } from './measured-jobs.ts';
import type { RecordedJob, RecordedSpan } from './recording.ts';
import { jobOf } from './testing/recorded-jobs.ts';

const cut = (jobs: readonly RecordedJob[], spans: readonly RecordedSpan[] = [{ from: 0, to: 2_000 }]) =>
  cutBlocks({ jobs, spans }, measureJobs(jobs, { attemptCost: 0, replicaCostPerSec: 0, classes: [] }).jobs);

const startsOf = (blocks: ReturnType<typeof cut>) =>
  blocks.map(({ jobs }) => jobs.map(({ job }) => job.arrivedAt));

describe('cutBlocks', () => {
  it('begins a block where nothing waits, a twentieth of the time after the one before at the earliest', () => {
    const jobs = [
      jobOf(0, 0, 50),
      jobOf(60, 60, 90),
      jobOf(150, 190, 200),
      jobOf(180, 190, 220),
      jobOf(260, 260, 270),
    ];
    expect(startsOf(cut(jobs))).toEqual([[0, 60], [150, 180], [260]]);
  });

  it('cuts an overload where it must, at twice that', () => {
    const jobs = Array.from({ length: 20 }, (_, i) => jobOf(100 * i, 100 * i + 1_000, 100 * i + 1_100));
    expect(startsOf(cut(jobs)).every((block) => block.length <= 3)).toBe(true);
  });

  it('keeps with a job what its end brought, and every job in one block', () => {
    const jobs = [jobOf(0, 0, 950), jobOf(500, 500, 501), jobOf(950, 950, 990, { after: 0 })];
    const blocks = cut(jobs);
    expect(startsOf(blocks)).toEqual([[0, 950], [500]]);
    expect(blocks[0]?.arrivals[1]).toMatchObject({ after: 0 });
  });

  it('never has a block in two spans, and joins them without the time between', () => {
    const spans = [
      { from: 0, to: 1_000 },
      { from: 50_000, to: 51_000 },
    ];
    const blocks = cut([jobOf(10, 10, 20), jobOf(50_100, 50_100, 50_110)], spans);
    const { arrivals, lengthMs } = joinBlocks(blocks);
    expect(lengthMs).toBe(2_000);
    expect(arrivals.map(({ at }) => at)).toEqual([10, 1_100]);
  });
});
