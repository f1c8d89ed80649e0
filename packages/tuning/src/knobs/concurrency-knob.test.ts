import { describe, expect, it } from '@jest/globals';
import { scalable } from '../testing/closed-plant.ts';
import { playTardyWorkers } from '../testing/tardy-workers.ts';
import { ConcurrencyKnob } from './concurrency-knob.ts';
import type { KnobOptions } from './knob.ts';

const OPTIONS: KnobOptions = {
  static: { concurrency: 20 },
  bounds: {},
  objective: { attemptCost: 0.1, replicaCostPerSec: 0, classes: [] },
  backlog: false,
  backlogSeconds: 3,
  seed: 0,
  bootSeconds: 10,
};

describe('ConcurrencyKnob', () => {
  it.each([1, 2, 3])(
    'climbs with workers that leave a quarter of their slots empty between attempts (seed %d)',
    (seed) => {
      const workers = { seed, seconds: scalable(0.6, 0.002, 120), gap: 0.25, opensPerSecond: 20 };
      const { reasons, settings } = playTardyWorkers(workers, new ConcurrencyKnob(OPTIONS), OPTIONS, 150);
      expect(settings.concurrency).toBeGreaterThan(35);
      // The service stays as it is: it is only the workers that are slow.
      expect(reasons).not.toContain('CHANGE_DETECTED');
    },
  );

  it.each([1, 2, 3])('takes no pause of the workers for a change of the service (seed %d)', (seed) => {
    const pauses = [45, 75, 105, 135].map((from) => ({ from, to: from + 2 }));
    const workers = { seed, seconds: scalable(0.6, 0.002, 120), gap: 0, opensPerSecond: 20, pauses };
    const { reasons } = playTardyWorkers(workers, new ConcurrencyKnob(OPTIONS), OPTIONS, 150);
    expect(reasons).not.toContain('CHANGE_DETECTED');
  });

  it.each([
    { jobs: 5, until: 40, seed: 1 },
    { jobs: 13, until: 30, seed: 2 },
    { jobs: 13, until: 100, seed: 3 },
  ])(
    'compares nothing with the time in which there was less work than slots: $jobs jobs of 20 until $until s',
    ({ seed, ...light }) => {
      const workers = { seed, seconds: scalable(0.6, 0.002, 120), gap: 0, opensPerSecond: 20, light };
      const knob = new ConcurrencyKnob(OPTIONS);
      const { reasons } = playTardyWorkers(workers, knob, OPTIONS, light.until + 20);
      // Fewer slots bring less, and the service is what it was.
      expect(reasons.slice(0, 2)).toEqual(['PROBE', 'REJECT']);
      expect(reasons).not.toContain('CHANGE_DETECTED');
    },
  );

  it('writes down that a trial of slow attempts leaves force, and later what it has shown', () => {
    const workers = { seed: 1, seconds: () => 1.6, gap: 0, opensPerSecond: 100 };
    const options = { ...OPTIONS, static: { concurrency: 10 } };
    const { reasons } = playTardyWorkers(workers, new ConcurrencyKnob(options), options, 40);
    expect(reasons.slice(0, 3)).toEqual(['PROBE', 'MEASURE', 'REJECT']);
  });

  it.each([1, 2, 3])('goes not far beyond the slots that workers open at most (seed %d)', (seed) => {
    const workers = { seed, seconds: scalable(0.6, 0.002, 120), gap: 0, opensPerSecond: 20, opensAtMost: 40 };
    const { settings } = playTardyWorkers(workers, new ConcurrencyKnob(OPTIONS), OPTIONS, 200);
    expect(settings.concurrency).toBeGreaterThan(25);
    expect(settings.concurrency).toBeLessThan(120);
  });
});
