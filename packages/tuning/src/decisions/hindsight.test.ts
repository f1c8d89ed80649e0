import { expect, it } from '@jest/globals';
import type { Objective } from '../objective.ts';
import { createTuner } from '../tuner.ts';
import { explainHindsight } from './hindsight.ts';

const OBJECTIVE: Objective = {
  attemptCost: 0.05,
  replicaCostPerSec: 0,
  classes: [
    {
      priority: 'normal',
      size: 1,
      deadlineS: 2,
      onTimeValue: 1,
      latePenalty: 1,
      lostPenalty: 1,
      lateValue: 0,
    },
  ],
};

/** A tuner that changes nothing, after so many seconds of ten attempts each, of which one takes 5 s. */
function observe(seconds: number) {
  const tuner = createTuner({
    agent: 'text.analyse',
    bounds: {},
    static: { concurrency: 10, timeoutMs: 30_000 },
    objective: OBJECTIVE,
  });
  for (let t = 1; t <= seconds; t++) {
    const made = Array.from({ length: 10 }, (_, i) => ({
      t,
      jobId: `j${t}-${i}`,
      priority: 'normal',
      size: 1,
      waitMs: 0,
      durMs: i === 0 ? 5_000 : 200 + 10 * i,
      outcome: 'ok' as const,
      attempt: 1,
      hedge: false,
      inflightAtStart: 5,
    }));
    const jobs = made.map(({ durMs, ...one }) => ({
      ...one,
      ok: true,
      onTime: durMs < 2_000,
      latencyMs: durMs,
      attempts: 1,
    }));
    tuner.observe({ t, dt: 1, samples: made, jobs, queueDepth: 0, inflight: 5 });
  }
  return tuner;
}

it('of second calls that nobody made, the share of late jobs is estimated beside the one that was measured', () => {
  const settings = { bySize: { 1: { hedgeAfterMs: 500, timeoutMs: 30_000 } } };
  const told = observe(60).hindsight({ at: 0, settings });
  expect(told).toMatchObject({ is: 'estimated', without: 0.1, prediction: { of: 'missShare' } });
  const { value = 1, low = 1, high = 0 } = told?.is === 'estimated' ? told.prediction : {};
  // One call in ten is late, so two in a row are of one job in a hundred.
  expect(value).toBeCloseTo(0.01, 6);
  expect([low < 0.01, 0.01 < high]).toEqual([true, true]);
  expect(told && explainHindsight(told)).toMatch(
    /^By the model of a minute later it would have brought 0\.01 of jobs late or lost \([\d.]+ to [\d.]+\); measured without it: 0\.1\. An estimate, not a measurement\.$/,
  );
});

it('of a minute in which no job has ended, nothing is estimated', () => {
  const settings = { bySize: { 1: { hedgeAfterMs: 500, timeoutMs: 30_000 } } };
  const told = observe(60).hindsight({ at: 60, settings });
  expect(told).toEqual({ is: 'unknown', why: 'no job has ended meanwhile' });
});

it.each([
  [{ concurrency: 20 }, 0, 'too little was seen of the concurrency that stayed'],
  [{ bySize: { 1: { hedgeAfterMs: 500, timeoutMs: 900 } } }, 5, 'too few durations are known'],
  [{ bySize: { 1: { hedgeAfterMs: null, timeoutMs: 900 } } }, 60, 'no second call was to be made'],
  [{ ratePerSec: 20 }, 60, 'how callers would have held back under a rate'],
  [{ ageingMs: 5_000 }, 60, 'only another overload could show it'],
  [{ replicas: 4 }, 60, 'how long steps would have waited for other workers'],
  [{ maxAttempts: 8, breakerThreshold: 0.3, breakerOpenMs: 700 }, 60, 'how the service would have failed'],
])('what %j would have brought after %i s is not known, and it says why', (settings, seconds, why) => {
  const told = observe(seconds).hindsight({ at: 0, settings });
  expect(told?.is).toBe('unknown');
  expect(told && explainHindsight(told)).toMatch(why);
});
