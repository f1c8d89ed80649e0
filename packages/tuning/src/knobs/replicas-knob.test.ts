import { expect, it } from '@jest/globals';
import type { ObservedSample } from '../observation.ts';
import type { InForce, KnobOptions } from './knob.ts';
import { ReplicasKnob } from './replicas-knob.ts';

const PERIOD_S = 120;
const optionsOf = (bootSeconds: number): KnobOptions => ({
  static: { concurrency: 4, replicas: 4 },
  bounds: {},
  objective: { attemptCost: 0.1, replicaCostPerSec: 0.5, classes: [] },
  backlog: false,
  backlogSeconds: 180,
  seed: 0,
  bootSeconds,
});
const IN_FORCE: InForce = {
  version: 1,
  settings: { concurrency: 4, replicas: 4 },
  locked: new Set(),
  held: new Set(),
  heldSizes: new Set(),
};
const SAMPLE: Omit<ObservedSample, 't' | 'jobId'> = {
  priority: 'normal',
  size: 1,
  waitMs: 0,
  durMs: 1_000,
  outcome: 'ok',
  attempt: 1,
  hedge: false,
};

/** Demand that comes and goes. Returns what the decisions predict of it. */
function predictionsOf(bootSeconds: number) {
  const knob = new ReplicasKnob(optionsOf(bootSeconds));
  let inForce = IN_FORCE;
  return Array.from({ length: 3_000 }, (_, i) => i + 1).flatMap((t) => {
    const count = Math.round(6 + 5 * Math.sin((2 * Math.PI * t) / PERIOD_S));
    const jobs = Array.from({ length: count }, (_, n) => ({
      jobId: `${t}.${n}`,
      size: 1,
      priority: 'normal',
    }));
    const samples = jobs.map(({ jobId }) => ({ ...SAMPLE, t, jobId }));
    knob.observe(
      {
        t,
        dt: 1,
        configVersion: inForce.version,
        samples,
        arrivals: jobs.map((job) => ({ ...job, t })),
        queueDepth: 0,
        inflight: count,
      },
      inForce,
    );
    const proposal = knob.decide(t, inForce);
    if (proposal === undefined) return [];
    inForce = { ...inForce, settings: { ...inForce.settings, ...proposal.settings } };
    return [proposal.prediction];
  });
}

it('what is decided of replicas predicts the demand until they are there', () => {
  const predictions = predictionsOf(30);
  expect(predictions.at(-1)?.value).toBeGreaterThan(0);
  expect(predictions.at(-1)?.high).toBeGreaterThan(0);
});

it('where replicas are there at once, too soon to be measured, no demand is predicted', () => {
  const predictions = predictionsOf(0);
  expect(predictions.length).toBeGreaterThan(0);
  for (const prediction of predictions) expect(prediction).toBeUndefined();
});
