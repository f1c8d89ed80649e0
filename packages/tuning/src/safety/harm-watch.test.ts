import { describe, expect, it } from '@jest/globals';
import type { MeasuredValue } from '../decisions/value-meter.ts';
import { HarmWatch, HarmWatchModel } from './harm-watch.ts';

const worth =
  (perJob: number, jobs = 100) =>
  (): MeasuredValue => ({ perSecond: perJob, perJob, jobs });

/** A change at 100 s, then what jobs bring in each half minute. Returns whether it was taken back at each. */
function judged(before: number, ...after: readonly number[]): readonly boolean[] {
  const watch = new HarmWatch();
  watch.begin(100, worth(before));
  return after.map((value, i) => watch.judge(130 + 30 * i, worth(value)));
}

describe('HarmWatch', () => {
  it('takes a change back after two half minutes in which jobs bring less than 90 %', () => {
    expect(judged(1, 0.8, 0.8)).toEqual([false, true]);
  });

  it('lets a change be whose jobs bring as much, or were worth less only for half a minute', () => {
    expect(judged(1, 0.95, 0.5)).toEqual([false, false]);
    expect(judged(1, 0.5, 0.95, 0.5)).toEqual([false, false, false]);
  });

  it('says nothing on few jobs', () => {
    const watch = new HarmWatch();
    watch.begin(100, worth(1, 10));
    expect(watch.judge(130, worth(0.1))).toBe(false);
    expect(watch.judge(160, worth(0.1))).toBe(false);
  });

  it('leaves a setting alone for an hour after the first rollback, and for four after the second', () => {
    const watch = new HarmWatch();
    const harm = (at: number): void => {
      watch.begin(at, worth(1));
      watch.judge(at + 30, worth(0.1));
      expect(watch.judge(at + 60, worth(0.1))).toBe(true);
    };
    harm(0);
    expect(watch.isLocked(60 + 3_599)).toBe(true);
    expect(watch.isLocked(60 + 3_600)).toBe(false);
    harm(4_000);
    const copy = new HarmWatch(HarmWatchModel.parse(JSON.parse(JSON.stringify(watch.toModel()))));
    expect(copy.isLocked(4_060 + 14_399)).toBe(true);
  });
});
