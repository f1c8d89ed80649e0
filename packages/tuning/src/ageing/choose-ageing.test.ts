import { describe, expect, it } from '@jest/globals';
import type { Objective, ObjectiveClass } from '../objective.ts';
import { chooseAgeing } from './choose-ageing.ts';
import { replayQueue, toReplayedJobs } from './replay-queue.ts';

const kind = (priority: string, deadlineS: number, value: number): ObjectiveClass => ({
  priority,
  size: 1,
  deadlineS,
  onTimeValue: value,
  latePenalty: value,
  lostPenalty: value,
  lateValue: 0,
});
const OBJECTIVE: Objective = {
  attemptCost: 0,
  replicaCostPerSec: 0,
  classes: [kind('high', 2, 4), kind('low', 100, 1)],
};

/** Ten jobs of low priority at once, and one of high priority a moment later, on one slot of a second each. */
const arrivals = [
  ...Array.from({ length: 10 }, (_, i) => ({ t: i / 100, priority: 'low', size: 1 })),
  { t: 0.5, priority: 'high', size: 1 },
];
const jobs = toReplayedJobs(arrivals, OBJECTIVE);
const replay = { jobs, services: [1], slots: 1 };

describe('A replay of a queue', () => {
  it('takes any number of slots, of which it needs no more than there are jobs', () => {
    expect(replayQueue({ ...replay, slots: 1e12, slowness: 1 }, null)).toBe(14);
  });

  it('lets a job of high priority wait for all before it where there is no ageing', () => {
    // Done at 11 s: late.
    expect(replayQueue({ ...replay, slowness: 1 }, 0)).toBe(10 - 4);
  });

  it('lets it pass all that wait where priority is strict', () => {
    // Done at 2 s, within 2 s of its arrival.
    expect(replayQueue({ ...replay, slowness: 1 }, null)).toBe(10 + 4);
  });

  it('sets a job back as a fleet does by itself where nothing is published', () => {
    const rare = [
      { t: 0, priority: 'low', size: 1 },
      { t: 1, priority: 'low', size: 1 },
      { t: 95, priority: 'high', size: 1 },
    ];
    const patient = { ...OBJECTIVE, classes: [kind('high', 110, 4), kind('low', 100, 1)] };
    const slow = { jobs: toReplayedJobs(rare, patient), services: [100], slots: 1, slowness: 1 };
    // At 100 s the second one of low priority has waited for longer than it is set back.
    expect(replayQueue(slow, undefined)).toBe(1 - 1 - 4);
    expect(replayQueue(slow, null)).toBe(1 + 4 - 1);
  });

  it('is slower on a slower service', () => {
    expect(replayQueue({ ...replay, slowness: 1.5 }, null)).toBe(10 - 4);
  });
});

describe('The choice of an ageing', () => {
  it('is the one nearest to strict priority that gains most of what can be gained', () => {
    const chosen = chooseAgeing({ ...replay, slots: 1 }, 0, [], 1e6);
    expect(chosen?.ageing).toBeNull();
    expect(chosen?.gain).toBeGreaterThan(0.5);
  });

  it('stays as it is where nothing gains', () => {
    const calm = toReplayedJobs(
      arrivals.map((arrival, i) => ({ ...arrival, t: 5 * i })),
      OBJECTIVE,
    );
    expect(chooseAgeing({ ...replay, jobs: calm }, 7, [], 1e6)?.ageing).toBe(7);
  });

  it('is the same in pieces, none of which replays more jobs than it may', () => {
    const values: number[] = [];
    let pieces = 0;
    let chosen: ReturnType<typeof chooseAgeing>;
    do {
      const before = values.length;
      chosen = chooseAgeing(replay, 0, values, 2 * jobs.length);
      expect(values.length - before).toBeLessThanOrEqual(2);
      pieces++;
    } while (chosen === undefined);
    expect(pieces).toBe(29);
    expect(chosen).toEqual(chooseAgeing(replay, 0, [], 1e6));
  });
});
