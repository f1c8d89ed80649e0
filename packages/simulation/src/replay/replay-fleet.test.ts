import { describe, expect, it } from '@jest/globals';
import type { FleetSettings } from '../fleet-settings.ts';
import { LoadResponse } from '../load-response.ts';
import { measureJobs } from '../measured-jobs.ts';
import type { RecordedAttempt, RecordedJob } from '../recording.ts';
import { SeededDraws } from '../seeded-draws.ts';
import { playOut } from '../testing/play-out.ts';
import { jobOf } from '../testing/recorded-jobs.ts';
import { AttemptDraws } from './attempt-draws.ts';
import { type Played, replayFleet } from './replay-fleet.ts';

const OBJECTIVE = { attemptCost: 0, replicaCostPerSec: 0, classes: [] };
const LONG_MS = 1e6;

function play(jobs: readonly RecordedJob[], settings: Partial<FleetSettings>, lengthMs = LONG_MS): Played {
  const all = { concurrency: 1, replicas: 1, ...settings };
  const measured = measureJobs(jobs, OBJECTIVE).jobs;
  const response = LoadResponse.middle({ contention: 0, coherency: 0 }, { least: 1, most: 100 });
  const draws = new SeededDraws(1);
  const attempts = new AttemptDraws(measured, all, response, draws);
  const arrivals = measured.map((one) => {
    const { after, arrivedAt } = one.job;
    return { measured: one, at: arrivedAt, ...(after !== undefined && { after }) };
  });
  return playOut(replayFleet({ arrivals, lengthMs, settings: all, attempts, draws }));
}

const failed = (startedAt: number, endedAt: number, dueAt: number): RecordedAttempt => ({
  startedAt,
  endedAt,
  dueAt,
  outcome: 'error',
});

const endsOf = ({ jobs }: Played) => jobs.map(({ endedAt }) => endedAt);

describe('replayFleet', () => {
  it('makes jobs wait while all slots are taken', () => {
    const three = [jobOf(0, 0, 100), jobOf(0, 0, 100), jobOf(50, 50, 150)];
    expect(play(three, { concurrency: 1 }).waits).toEqual([0, 100, 150]);
    expect(play(three, { concurrency: 2 }).waits).toEqual([0, 0, 50]);
    expect(play(three, { concurrency: 1, replicas: 3 }).waits).toEqual([0, 0, 0]);
  });

  it('takes urgent jobs first, but old ones before newer ones of one level', () => {
    const jobs = [
      jobOf(0, 0, 100),
      jobOf(1, 0, 100, { priority: 'bulk' }),
      jobOf(2, 0, 100, { priority: 'low' }),
      jobOf(3, 0, 100, { priority: 'critical' }),
    ];
    const order = play(jobs, {}).jobs.map(({ measured }) => measured.job.priority);
    expect(order).toEqual(['normal', 'critical', 'low', 'bulk']);
  });

  it('lets an old job overtake by its age, unless priority is strict', () => {
    const jobs = [jobOf(0, 0, 9_000), jobOf(0, 0, 1, { priority: 'low' }), jobOf(8_000, 0, 1)];
    const second = (ageingMs: number | null) => play(jobs, { ageingMs }).jobs[1]?.measured.job.priority;
    expect([second(5_000), second(null)]).toEqual(['low', 'normal']);
  });

  it('tries a failed job again after the time that was recorded, or that is proposed', () => {
    const job = jobOf(0, 0, 0, {
      attempts: [failed(0, 10, 0), { startedAt: 60, endedAt: 100, dueAt: 50, outcome: 'ok' }],
    });
    expect(endsOf(play([job], {}))).toEqual([90]);
    expect(endsOf(play([job], { backoffMs: 0 }))).toEqual([50]);
  });

  it('gives up after the proposed number of attempts, but not where a step says its own', () => {
    const attempts: RecordedAttempt[] = [
      failed(0, 10, 0),
      { startedAt: 10, endedAt: 20, dueAt: 10, outcome: 'ok' },
    ];
    const ends = [true, false].map(
      (isRetryTuned) => play([jobOf(0, 0, 0, { attempts, isRetryTuned })], { maxAttempts: 1 }).jobs[0]?.end,
    );
    expect(ends).toEqual(['failed', 'done']);
  });

  it('does not try again what no further attempt mends, however many there may be', () => {
    const job = jobOf(0, 0, 0, { attempts: [failed(0, 10, 0)], end: 'failed' });
    expect(play([job], { maxAttempts: 9 }).jobs).toMatchObject([{ end: 'failed', attempts: 1 }]);
  });

  it('ends attempts at the proposed time-out', () => {
    const jobs = [jobOf(0, 0, 900), jobOf(0, 0, 100)];
    const { jobs: played } = play(jobs, { concurrency: 2, timeoutMs: 200, maxAttempts: 1 });
    expect(played).toMatchObject([
      { endedAt: 100, end: 'done' },
      { endedAt: 200, end: 'failed' },
    ]);
  });

  it('begins a second attempt beside a slow one where a slot is idle, and takes the first result', () => {
    const jobs = [...Array.from({ length: 9 }, (_, i) => jobOf(i, i, i + 10)), jobOf(100, 100, 9_100)];
    const { jobs: played } = play(jobs, { concurrency: 2, hedgeAfterMs: 50 });
    expect(played.at(-1)).toMatchObject({ attempts: 2, endedAt: 160 });
    expect(play(jobs, { concurrency: 1, hedgeAfterMs: 50 }).jobs.at(-1)).toMatchObject({ attempts: 1 });
  });

  it('begins a third attempt beside two slow ones where another slot is idle, and not a fourth one', () => {
    const jobs = Array.from({ length: 10 }, (_, i) => jobOf(10_000 * i, 10_000 * i, 10_000 * i + 9_100));
    const attemptsOf = (concurrency: number) =>
      play(jobs, { concurrency, hedgeAfterMs: 50 }).jobs.map(({ attempts }) => attempts);
    expect(attemptsOf(5)).toEqual(Array(10).fill(3));
    expect(attemptsOf(2)).toEqual(Array(10).fill(2));
  });

  it('begins no more attempts a second than the proposed rate', () => {
    const jobs = Array.from({ length: 11 }, () => jobOf(0, 0, 1));
    const { waits } = play(jobs, { concurrency: 100, ratePerSec: 5 });
    expect(waits.at(-1)).toBeCloseTo(2_000, 0);
  });

  it('lets what the end of a job opens come as soon as that ends', () => {
    const jobs = [jobOf(0, 0, 100), jobOf(0, 100, 200), jobOf(200, 200, 300, { after: 1 })];
    expect(endsOf(play(jobs, { concurrency: 1 }))).toEqual([100, 200, 300]);
    expect(endsOf(play(jobs, { concurrency: 2 }))).toEqual([100, 100, 200]);
  });

  it('ends with the recorded time, and tells what is open then', () => {
    const { jobs, busyMs } = play([jobOf(0, 0, 100), jobOf(0, 0, 100)], { concurrency: 1 }, 150);
    expect(jobs.map(({ end }) => end)).toEqual(['done', 'open']);
    expect(busyMs).toBe(150);
  });

  it('ends also if everything fails and may be tried for ever', () => {
    const job = jobOf(0, 0, 0, { attempts: [failed(0, 10, 0), failed(10, 20, 10), failed(20, 30, 20)] });
    const { jobs } = play([job], { maxAttempts: 1_000, backoffMs: 0 });
    expect(jobs).toMatchObject([{ end: 'failed', attempts: 20 }]);
  });
});
