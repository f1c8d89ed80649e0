import { describe, expect, it } from '@jest/globals';
import type { Observation, ObservedSample } from '../observation.ts';
import { SeededDraws } from '../testing/seeded-draws.ts';
import { createTuner, type Tuner, type TunerOptions } from '../tuner.ts';

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
    const off = tuner.decisions().filter(({ reason }) => reason === 'HEDGE_OFF');
    expect(off.map(({ note }) => note).join()).toMatch(/^no hedges of size [01, ]+: they saved no deadlines/);
    expect(tuner.notDone(80).map(({ text }) => text)).toContain(
      'no hedges of size 0, 1: they saved no deadlines',
    );
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

  describe('with six calls a second of three sizes, of which one in ten takes 18 times as long', () => {
    const OPTIONS: TunerOptions = {
      agent: 'http.request',
      bounds: {},
      static: { concurrency: 40, timeoutMs: 300_000 },
      objective: {
        attemptCost: 0.05,
        replicaCostPerSec: 0,
        classes: [0.3, 1, 3].map((median, i) => ({
          priority: 'normal',
          size: i + 1,
          deadlineS: 5 * median,
          onTimeValue: 1,
          lateValue: 0,
          latePenalty: 2,
          lostPenalty: 3,
        })),
      },
    };

    /** Attempts in the order in which they end: half are small, a fifth is large. Their end in seconds. */
    function attempts(
      isSlow = (_: number, draws: SeededDraws) => draws.uniform() < 0.1,
    ): readonly ObservedSample[] {
      const draws = new SeededDraws(5);
      const begun = Array.from({ length: 6 * 90 }, (_, i): ObservedSample => {
        const which = draws.uniform();
        const size = which < 0.5 ? 1 : which < 0.8 ? 2 : 3;
        const median = [0.3, 1, 3][size - 1] ?? 1;
        const seconds = median * Math.exp(0.2 * draws.normal()) * (isSlow(i / 6, draws) ? 18 : 1);
        const sample = {
          priority: 'normal',
          size,
          waitMs: 5,
          outcome: 'ok',
          attempt: 1,
          hedge: false,
        } as const;
        return { ...sample, t: i / 6 + seconds, jobId: `j${i}`, durMs: 1_000 * seconds };
      });
      return begun.toSorted((a, b) => a.t - b.t);
    }

    /** Returns delays by size as they change, and the tuner at the end. */
    function hedge(tuner: Tuner, from: number, to: number) {
      const all = attempts();
      let delays: readonly (readonly [string, number | null])[] = [];
      for (let t = from; t <= to; t++) {
        tuner.observe({ t, dt: 1, samples: all.filter((one) => one.t > t - 1 && one.t <= t) });
        const { bySize = {} } = tuner.decide(t).settings;
        delays = Object.entries(bySize).map(([size, { hedgeAfterMs }]) => [size, hedgeAfterMs] as const);
      }
      return new Map(delays);
    }

    it('hedges all sizes within 30 s, each after a multiple of its own median', () => {
      const tuner = createTuner(OPTIONS);
      hedge(tuner, 1, 5);
      const few = expect.stringMatching(/^no hedges: \d+ durations of sizes alike, 150 needed, or 60/);
      expect(tuner.notDone(5).map(({ text }) => text)).toContainEqual(few);
      const delays = hedge(tuner, 6, 30);
      expect(tuner.notDone(30).some(({ text }) => text.startsWith('no hedges'))).toBe(false);
      expect([...delays.keys()].toSorted()).toEqual(['1', '2', '3']);
      for (const [i, median] of [0.3, 1, 3].entries()) {
        const delay = (delays.get(String(i + 1)) ?? 0) / 1_000 / median;
        expect(delay).toBeGreaterThan(1);
        expect(delay).toBeLessThan(4);
      }
    });

    it('does not hedge where calls are slow that begin at about the same time, in whatever order they end', () => {
      const tuner = createTuner(OPTIONS);
      // Every 25 s all calls that begin within 3 s take 18 times as long, and end beside others that began later.
      const all = attempts((startedAt) => startedAt % 25 > 5 && startedAt % 25 < 8);
      for (let t = 1; t <= 90; t++) {
        tuner.observe({ t, dt: 1, samples: all.filter((one) => one.t > t - 1 && one.t <= t) });
        expect(Object.values(tuner.decide(t).settings.bySize ?? {})).toEqual([]);
      }
    });

    it('decides every two seconds while a size that has few durations gets more, and else every ten', () => {
      const tuner = createTuner(OPTIONS);
      hedge(tuner, 1, 10);
      const common = attempts().filter(({ size }) => size === 1);
      const decidedAt = new Set<number | undefined>();
      for (let t = 11; t <= 90; t++) {
        tuner.observe({ t, dt: 1, samples: common.filter((one) => one.t > t - 1 && one.t <= t) });
        tuner.decide(t);
        if (t > 60) decidedAt.add(tuner.export().learning?.knobs.durations.decidedAt);
      }
      // The other two have few for ever. The common one has 150 after 50 s.
      expect(decidedAt.size).toBeLessThanOrEqual(4);
    });

    it('goes on after an export as without it', () => {
      const [exported, other] = [createTuner(OPTIONS), createTuner(OPTIONS)];
      hedge(exported, 1, 25);
      hedge(other, 1, 25);
      const imported = createTuner({ ...OPTIONS, model: exported.export() });
      expect(hedge(imported, 26, 60)).toEqual(hedge(other, 26, 60));
    });
  });
});
