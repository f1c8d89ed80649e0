import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../observation.ts';
import { createTuner, type Tuner } from '../tuner.ts';

const begin = (): Tuner =>
  createTuner({
    agent: 'http.request',
    bounds: {},
    static: { concurrency: 10, timeoutMs: 60_000 },
    objective: {
      attemptCost: 0.05,
      replicaCostPerSec: 0,
      classes: [0, 1].map((size) => ({
        priority: 'normal',
        size,
        deadlineS: 2,
        onTimeValue: 1,
        lateValue: 0,
        latePenalty: 2,
        lostPenalty: 3,
      })),
    },
  });

/** A second of two sizes. One attempt in ten is slow, and its job late, whatever is in force. */
function second(t: number): Observation {
  const attempts = Array.from({ length: 20 }, (_, i) => ({ isSlow: (t + i) % 10 === 0, i }));
  return {
    t,
    dt: 1,
    samples: attempts.map(({ isSlow, i }) => ({
      t: t - i / 20,
      jobId: `j${t}-${i}`,
      priority: 'normal',
      size: i % 2,
      waitMs: 5,
      durMs: (isSlow ? 20_000 : 400) + 10 * (i % 7),
      outcome: 'ok',
      attempt: 1,
      hedge: false,
    })),
    jobs: attempts.map(({ isSlow, i }) => ({
      jobId: `j${t}-${i}`,
      priority: 'normal',
      size: i % 2,
      ok: true,
      onTime: !isSlow,
      latencyMs: isSlow ? 20_000 : 400,
      attempts: 1,
    })),
  };
}

const HELD = { knob: 'hedgeAfterMs', size: '0', text: 'some workers try it' } as const;

/** Returns whether each size has hedges at the end. */
function play(tuner: Tuner, from: number, to: number, isHeld = false): readonly boolean[] {
  for (let t = from; t <= to; t++) {
    tuner.observe(second(t));
    tuner.decide(t, isHeld ? [HELD] : []);
  }
  const { bySize = {} } = tuner.decide(to).settings;
  return ['0', '1'].map((size) => (bySize[size]?.hedgeAfterMs ?? null) !== null);
}

describe('DurationsKnob', () => {
  it('hedges sizes whose slow attempts miss their deadlines, and ceases for an hour when as many miss them', () => {
    const tuner = begin();
    expect(play(tuner, 1, 20)).toEqual([true, true]);
    expect(play(tuner, 21, 80)).toEqual([false, false]);
  });

  it('does not judge hedges that only some workers have by the misses of all, and keeps what they have', () => {
    const tuner = begin();
    play(tuner, 1, 20);
    const tried = tuner.decide(20).settings.bySize?.['0'];
    expect(play(tuner, 21, 80, true)).toEqual([true, false]);
    expect(tuner.decide(80).settings.bySize?.['0']).toEqual(tried);
  });

  it('decides about a size while another one is held, and says which is not decided about', () => {
    const tuner = begin();
    expect(play(tuner, 1, 20, true)).toEqual([false, true]);
    tuner.decide(21, [HELD]);
    expect(tuner.notDone(21)).toContainEqual({
      knob: 'hedgeAfterMs',
      reason: 'HOLD',
      text: 'some workers try it',
    });
  });
});
