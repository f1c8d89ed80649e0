import { describe, expect, it } from '@jest/globals';
import type { MeasuredValue } from '../decisions/value-meter.ts';
import { HarmWatch } from './harm-watch.ts';

const worth =
  (perJob: number, jobs = 100, perJobError = 0) =>
  (): MeasuredValue => ({ perSecond: perJob, perJob, perJobError, jobs });

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

  it('lets be what is taken back already', () => {
    const watch = new HarmWatch();
    watch.begin(100, worth(1));
    expect(watch.judge(130, worth(0.5))).toBe(false);
    watch.end();
    expect(watch.judge(160, worth(0.5))).toBe(false);
  });

  it('takes nothing back for what chance does, however long that lasts', () => {
    const play = (error: number) => {
      const watch = new HarmWatch();
      watch.begin(100, worth(1, 100, error));
      return [130, 160].map((now) => watch.judge(now, worth(0.8, 100, error)));
    };
    expect(play(0.08)).toEqual([false, false]);
    expect(play(0.06)).toEqual([false, true]);
  });

  it('says nothing on few jobs', () => {
    const watch = new HarmWatch();
    watch.begin(100, worth(1, 10));
    expect(watch.judge(130, worth(0.1))).toBe(false);
    expect(watch.judge(160, worth(0.1))).toBe(false);
  });
});
