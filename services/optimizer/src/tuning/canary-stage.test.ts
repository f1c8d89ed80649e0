import type { Sample, TuningSettings } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import { CanaryStage } from './canary-stage.ts';

const NOW = 1_800_000_000_000;
const hedged = (...sizes: readonly number[]): TuningSettings => ({
  bySize: Object.fromEntries(sizes.map((size) => [size, { hedgeAfterMs: 100, timeoutMs: 30_000 }])),
});

/** Attempts of a size on both sides, of which so many of those that are tried are late: each is worth 1 on time. */
function attempts(
  stage: CanaryStage,
  sizeBucket: number,
  version: number,
  late: number,
  count: number,
  lateOfOthers = 0,
): void {
  const sample: Sample = {
    t: NOW,
    agent: 'x.a',
    step: 's',
    runId: 'r0-000000000aaaaaaaaaaaa',
    attempt: 1,
    hedge: false,
    configVersion: version,
    priority: 'normal',
    sizeBucket,
    waitMs: 0,
    durMs: 100,
    outcome: 'ok',
    startedAt: NOW - 100,
    worker: 'w',
    inflightAtStart: 1,
  };
  for (let i = 0; i < count; i++) {
    stage.add({ sample: { ...sample, canary: true }, value: i < late ? 0 : 1, possible: 1 });
    stage.add({ sample, value: i < lateOfOthers ? 0 : 1, possible: 1 });
  }
}

it('a size that joins others in a stage does not pass because those were good together without it', () => {
  const options = { name: 'first', rest: {}, own: {} } as const;
  const alone = new CanaryStage({ ...options, version: 1, now: NOW, settings: hedged(0) });
  attempts(alone, 0, 1, 0, 100);
  expect(alone.judge(NOW + 30_000)).toBeUndefined();
  expect(alone.good).toEqual(['bySize.0']);
  const joined = NOW + 31_000;
  const both = new CanaryStage({ ...options, version: 2, now: joined, settings: hedged(0, 1) }, alone);
  // Ten attempts may do well by chance; those of all sizes together do not.
  attempts(both, 0, 2, 40, 100);
  attempts(both, 1, 2, 0, 10);
  both.judge(joined + 30_000);
  expect(both.good).toEqual(['bySize.0']);
});

it('sizes that join each other pass together once a window of all of them is as good', () => {
  const options = { name: 'first', rest: {}, own: {} } as const;
  const stage = new CanaryStage({ ...options, version: 1, now: NOW, settings: hedged(0, 1) });
  attempts(stage, 0, 1, 0, 100);
  attempts(stage, 1, 1, 0, 10);
  stage.judge(NOW + 30_000);
  expect(stage.good).toEqual(['bySize.0', 'bySize.1']);
});

it('sizes that are better together by more than chance pass after half a window, a rare one with ten attempts, not with nine', () => {
  const options = { name: 'first', rest: {}, own: {} } as const;
  const play = (ofRare: number, lateOfOthers: number, afterMs: number) => {
    const stage = new CanaryStage({ ...options, version: 1, now: NOW, settings: hedged(0, 1) });
    attempts(stage, 0, 1, 0, 100, lateOfOthers);
    attempts(stage, 1, 1, 0, ofRare);
    stage.judge(NOW + afterMs);
    return stage.good;
  };
  expect(play(10, 15, 15_000)).toEqual(['bySize.0', 'bySize.1']);
  expect(play(9, 15, 15_000)).toEqual(['bySize.0']);
  expect(play(10, 15, 14_000)).toEqual([]);
  expect(play(10, 1, 15_000)).toEqual([]);
});
