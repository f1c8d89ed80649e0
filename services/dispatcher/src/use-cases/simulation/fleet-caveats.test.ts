import type { TuningSettings } from '@ag06/contracts/tuning';
import type { RecordedJob } from '@ag06/simulation';
import { describe, expect, it } from '@jest/globals';
import { type FleetCaveatFacts, toFleetCaveats } from './fleet-caveats.ts';
import type { ReadRecording } from './read-recording.ts';

const HOUR_MS = 3_600_000;
/** A step every minute for a day, of a run that began so long before. */
const jobsOf = (ageMs: number, from = 0): RecordedJob[] =>
  Array.from({ length: 1_440 }, (_, i) => 60_000 * i)
    .filter((arrivedAt) => arrivedAt >= from)
    .map((arrivedAt) => ({
      kind: 'w/a',
      priority: 'normal',
      size: 0,
      arrivedAt,
      runStartedAt: arrivedAt - ageMs,
      attempts: [{ startedAt: arrivedAt, endedAt: arrivedAt + 10, outcome: 'ok', dueAt: arrivedAt }],
      end: 'done',
      maxAttempts: 3,
      backoffMs: 1_000,
      isRetryTuned: true,
      isTimeoutTuned: true,
      canHedge: true,
    }));

const WHOLE: ReadRecording = {
  jobs: jobsOf(0),
  spans: [{ from: 0, to: 24 * HOUR_MS }],
  runs: 1_440,
  cutRuns: 0,
  unread: undefined,
};

const codesOf = (recording: Partial<ReadRecording>, settings?: TuningSettings): readonly string[] =>
  caveatsOf(recording, settings).map(({ code }) => code);

function caveatsOf(recording: Partial<ReadRecording>, settings?: TuningSettings) {
  const by = { static: {}, publishedAt: 0, by: 'o-1', fence: 1, reason: '' };
  const facts: FleetCaveatFacts = {
    recording: { ...WHOLE, ...recording },
    document: settings && { version: 1, settings, ...by },
    order: { settings: {}, now: {}, runs: 2_000 },
    from: 0,
    to: 24 * HOUR_MS,
  };
  return toFleetCaveats(facts);
}

describe('Caveats of a simulation', () => {
  it('are none where all was read, and nothing was in force that no log tells', () => {
    expect(codesOf({})).toEqual([]);
    expect(codesOf({}, { concurrency: 4, hedgeAfterMs: null, bySize: { 1: { timeoutMs: 9 } } })).toEqual([]);
  });

  it('tell that second attempts were in force, for all sizes or for one', () => {
    expect(codesOf({}, { hedgeAfterMs: 500 })).toEqual(['HEDGES_IN_FORCE']);
    expect(codesOf({}, { bySize: { 2: { hedgeAfterMs: 500 } } })).toEqual(['HEDGES_IN_FORCE']);
  });

  it('tell that work is missing of runs that began before', () => {
    expect(codesOf({ jobs: jobsOf(6 * HOUR_MS) })).toEqual(['RUNS_BEFORE']);
    // A short part of the time lacks a larger share than a long one.
    const parts = [0, 12].map((at) => ({ from: at * HOUR_MS, to: (at + 1) * HOUR_MS }));
    expect(codesOf({ jobs: jobsOf(HOUR_MS / 4) })).toEqual([]);
    expect(codesOf({ jobs: jobsOf(HOUR_MS / 4), spans: parts })).toContain('RUNS_BEFORE');
  });

  it('tell that nothing is recorded of the begin of the time, as where runs were deleted', () => {
    expect(codesOf({ jobs: jobsOf(0, 8 * HOUR_MS) })).toEqual(['NOTHING_BEFORE']);
  });

  it('tell the share of what was read that nothing is recorded of, also where parts of the time were not read', () => {
    const spans = [0, 23].map((at) => ({ from: at * HOUR_MS, to: (at + 1) * HOUR_MS }));
    const [, caveat] = caveatsOf({ jobs: jobsOf(0, 23.5 * HOUR_MS), spans });
    expect(caveat).toMatchObject({ code: 'NOTHING_BEFORE', sentence: expect.stringContaining('first 75 %') });
  });

  it('tell of damage in the archive, and of runs that were not read to their end', () => {
    expect(codesOf({ unread: 'The segment k is broken.' })).toEqual(['ARCHIVE_UNREAD']);
    expect(codesOf({ cutRuns: 2 })).toEqual(['LONG_RUNS']);
  });
});
